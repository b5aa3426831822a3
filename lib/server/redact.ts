import 'server-only';
import { environment } from './environment.ts';

/** `text` without this server's key and without anything that looks like one: servers quote keys in their errors. */
export function redact(text: string): string {
  const { apiKey } = environment();
  const known = apiKey && apiKey.length > 4 ? text.replaceAll(apiKey, '…') : text;
  return known
    .replace(/\b(sk|pk|rk)-[\w*.-]{4,}/g, '$1-…')
    .replace(/\b(Bearer|Basic)\s+[\w*.=+/-]{6,}/gi, '$1 …')
    .replace(/\b(api[-_ ]?key|token|secret)(["']?\s*[=:]\s*["']?)[\w*.-]{6,}/gi, '$1$2…');
}
