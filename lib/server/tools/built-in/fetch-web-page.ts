import 'server-only';
import { fetchPublic } from '#lib/server/platform/node-http/public-requests.ts';
import { parsePublicAddress } from '#lib/server/platform/public-address.ts';
import { FETCH_LIMITS, fetchWebPage } from '#lib/tools/fetch-web-page.ts';
import { createServerTool } from '../server-tool.ts';
import { extractPageText } from './page-text.ts';
import { decodeText, readResponseBytes } from './response-bytes.ts';

const READABLE = /^(text\/|application\/(xhtml\+xml|json|xml|[\w.-]+\+(json|xml))\b)/i;

export const fetchWebPageTool = createServerTool(fetchWebPage, async ({ url }, { signal }) => {
  const { response, address } = await fetchPage(parsePublicAddress(url), signal);
  const contentType = response.headers.get('content-type') ?? '';
  if (!response.ok || !READABLE.test(contentType)) {
    await response.body?.cancel();
    throw new Error(
      response.ok
        ? `The URL returned ${contentType.split(';')[0] || 'an unknown content type'}, not text.`
        : `The server returned HTTP ${response.status}.`,
    );
  }
  const { bytes, truncated } = await readResponseBytes(response, FETCH_LIMITS.bytes);
  const source = decodeText(bytes, contentType);
  const { title, text } = /html/i.test(contentType) ? extractPageText(source) : { title: '', text: source };
  const cut = truncated || text.length > FETCH_LIMITS.textLength;
  return {
    url: address.href,
    ...(title ? { title } : {}),
    text: text.slice(0, FETCH_LIMITS.textLength),
    ...(cut ? { truncated: true } : {}),
  };
});

/** Follows redirects itself, so that every address is checked like the first one. */
async function fetchPage(address: URL, signal: AbortSignal): Promise<{ response: Response; address: URL }> {
  for (let redirects = 0; redirects <= FETCH_LIMITS.redirects; redirects++) {
    const response = await fetchPublic(address, {
      signal,
      headers: { accept: 'text/html,text/plain,application/json;q=0.9,*/*;q=0.1' },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return { response, address };
    await response.body?.cancel();
    address = parsePublicAddress(location, address);
  }
  throw new Error(`Too many redirects (more than ${FETCH_LIMITS.redirects}).`);
}
