import 'server-only';
import { FETCH_LIMITS, fetchWebPage } from '#lib/tools/fetch-web-page.ts';
import { serverTool } from '../server-tool.ts';
import { pageText } from './page-text.ts';
import { publicAddress } from './public-address.ts';
import { decodeText, readBytes } from './response-bytes.ts';

const READABLE = /^(text\/|application\/(xhtml\+xml|json|xml|[\w.-]+\+(json|xml))\b)/i;

export const fetchWebPageTool = serverTool(fetchWebPage, async ({ url }, { signal }) => {
  const { response, address } = await follow(publicAddress(url), signal);
  const contentType = response.headers.get('content-type') ?? '';
  if (!response.ok || !READABLE.test(contentType)) {
    await response.body?.cancel();
    throw new Error(
      response.ok
        ? `This address holds ${contentType.split(';')[0] || 'something unknown'}, not text.`
        : `The server answered ${response.status}.`,
    );
  }
  const { bytes, truncated } = await readBytes(response, FETCH_LIMITS.bytes);
  const source = decodeText(bytes, contentType);
  const { title, text } = /html/i.test(contentType) ? pageText(source) : { title: '', text: source };
  const cut = truncated || text.length > FETCH_LIMITS.textLength;
  return {
    url: address.href,
    ...(title ? { title } : {}),
    text: text.slice(0, FETCH_LIMITS.textLength),
    ...(cut ? { truncated: true } : {}),
  };
});

/** Follows redirects by itself, so that each address on the way is checked like the first. */
async function follow(address: URL, signal: AbortSignal): Promise<{ response: Response; address: URL }> {
  for (let redirects = 0; redirects <= FETCH_LIMITS.redirects; redirects++) {
    const response = await fetch(address, {
      signal,
      redirect: 'manual',
      cache: 'no-store',
      headers: {
        accept: 'text/html,text/plain,application/json;q=0.9,*/*;q=0.1',
        'user-agent': 'Runnel/1.0',
      },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return { response, address };
    await response.body?.cancel();
    address = publicAddress(location, address);
  }
  throw new Error(`The address was redirected more than ${FETCH_LIMITS.redirects} times.`);
}
