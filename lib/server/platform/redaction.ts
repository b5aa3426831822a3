import 'server-only';
import { encodeSecret, getConfiguredSecrets } from './configured-secrets.ts';

/** A lookahead for characters that occur in keys but not in English words. */
const NOT_A_WORD = /(?=[^\s"',()]{0,100}[\d*…])/.source;
const VALUE = `${NOT_A_WORD}[^\\s"',()]{6,}`;

const SECRETS: [pattern: RegExp, replacement: string][] = [
  [/\b(sk|pk|rk|gsk|xai|hf|nvapi|pplx|r8|ghp|glpat)[-_][\w\-*.…]{6,}/gi, '$1-…'],
  [/\bAIza[\w-]{20,}/g, 'AIza…'],
  [/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, 'eyJ…'], // a JSON web token
  [new RegExp(`\\b(Bearer|Basic)\\s+${VALUE}`, 'gi'), '$1 …'],
  [new RegExp(`((?:key|token|secret|password)["']?\\s*[=:]\\s*["']?)${VALUE}`, 'gi'), '$1…'],
  [new RegExp(`\\b(key[-_ ])${VALUE}`, 'gi'), '$1…'],
  [/\/\/[^/\s@]+@/g, '//…@'], // the user and password of a URL
];

/**
 * Replaces the secrets of this server's settings, and anything else that looks like a secret, by `…`. Collapses whitespace
 * and returns at most `maxLength` characters.
 */
export function redactSecrets(text: string, maxLength: number): string {
  // An upstream may respond with a whole page, most of which would be cut off anyway.
  let clean = text.slice(0, 8 * maxLength);
  for (const secret of getConfiguredSecrets()) clean = clean.replaceAll(secret, '…');
  for (const [pattern, replacement] of SECRETS) clean = clean.replace(pattern, replacement);
  return clean.replace(/\s+/g, ' ').trim().slice(0, maxLength);
}

/**
 * Replaces `secret` by `…` in everything that `error` carries: messages, stacks, bodies and headers of responses, causes. Changes the
 * error in place, so that it remains what it is to those who handle it.
 * @returns the error
 */
export function removeSecret(error: unknown, secret: string): unknown {
  const forms = encodeSecret(secret).sort((a, b) => b.length - a.length);
  const seen = new Set<object>();
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return forms.reduce((text, form) => text.replaceAll(form, '…'), value);
    if (typeof value !== 'object' || value === null || seen.has(value)) return value;
    seen.add(value);
    for (const name of Object.getOwnPropertyNames(value)) {
      Reflect.set(value, name, clean(Reflect.get(value, name)));
    }
    return value;
  };
  return clean(error);
}
