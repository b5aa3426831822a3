import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FETCH_LIMITS } from '#lib/tools/fetch-web-page.ts';
import { fetchWebPageTool } from './fetch-web-page.ts';

const web = vi.fn<(url: URL, options: RequestInit) => Promise<Response>>();
beforeEach(() => {
  vi.stubGlobal('fetch', web);
});
afterEach(() => {
  vi.unstubAllGlobals();
  web.mockReset();
});

const { signal } = new AbortController();
const read = (url: string) => fetchWebPageTool.execute({ url }, { signal });
const page = (body: BodyInit, contentType = 'text/html; charset=utf-8', status = 200) =>
  new Response(body, { status, headers: { 'content-type': contentType } });
const redirect = (location: string) => new Response(null, { status: 302, headers: { location } });

describe('an address', () => {
  test.each([
    'http://site.dev',
    'ftp://site.dev',
    'file:///etc/passwd',
    'site.dev',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://127。0。0。1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://metadata/',
    'https://metadata.google.internal/',
    'https://printer.local/',
    'https://router.home.arpa/',
    'https://10.0.0.1.nip.io/',
    'https://a.localtest.me/',
    'https://make-127-0-0-1-rr.1u.ms/',
    'https://7f000001.c0a80001.rbndr.us/',
    'https://localho.st/',
    'https://10-0-0-1.0123abcd.plex.direct/',
    'https://api.default.svc/',
    'https://fritz.box/',
    'https://user:secret@site.dev/',
    'https://site.dev:8443/',
  ])('%s is not fetched', async (url) => {
    await expect(read(url)).rejects.toThrow(/^[A-Z0-9a-z].+\.$/);
    expect(web).not.toHaveBeenCalled();
  });

  test('is checked again at each redirect', async () => {
    web.mockResolvedValueOnce(redirect('/moved')).mockResolvedValueOnce(redirect('https://10.0.0.1/'));
    await expect(read('https://site.dev/a')).rejects.toThrow(
      'IP addresses are not supported, only host names.',
    );
    expect(web.mock.calls.map(([url]) => url.href)).toEqual(['https://site.dev/a', 'https://site.dev/moved']);
    for (const [, options] of web.mock.calls) expect(options).toMatchObject({ redirect: 'manual', signal });
  });

  test('with endless redirects fails', async () => {
    web.mockImplementation(async () => redirect('/again'));
    await expect(read('https://site.dev/')).rejects.toThrow('Too many redirects (more than 5).');
    expect(web).toHaveBeenCalledTimes(FETCH_LIMITS.redirects + 1);
  });
});

describe('a page', () => {
  test('becomes text with headings, lists and tables, without scripts, navigation and styles', async () => {
    web.mockResolvedValueOnce(
      page(`<!doctype html><html><head><title> A
        page </title><style>p{}</style><script>alert(1)</script></head><body><nav>Home</nav>
        <h1>Rivers</h1><p>The <b>Rhine</b> &amp; the  Elbe.<br>Next</p><ul><li>one<li>two</ul>
        <table><tr><th>River<th>km</tr><tr><td>Rhine<td>1,230</tr></table><pre>a
  b</pre></body></html>`),
    );
    expect(await read('https://site.dev/#part')).toEqual({
      url: 'https://site.dev/',
      title: 'A page',
      text: '# Rivers\n\nThe Rhine & the Elbe.\nNext\n\n- one\n- two\n\nRiver | km\nRhine | 1,230\n\na\n  b',
    });
  });

  test('is decoded with the charset from its header or its meta tag', async () => {
    const gbk = new Uint8Array([0xd6, 0xd0, 0xce, 0xc4]);
    web.mockResolvedValueOnce(page(gbk, 'text/plain; charset=gbk'));
    expect(await read('https://site.dev/')).toMatchObject({ text: '中文' });
    const meta = new TextEncoder().encode('<meta charset="gbk"><p>');
    web.mockResolvedValueOnce(page(new Uint8Array([...meta, ...gbk]), 'text/html'));
    expect(await read('https://site.dev/')).toMatchObject({ text: '中文' });
  });

  test('is cut at one megabyte, and its connection closed', async () => {
    let cancelled = false;
    let sent = 0;
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        sent += 100_000;
        controller.enqueue(new Uint8Array(100_000).fill(97));
      },
      cancel: () => {
        cancelled = true;
      },
    });
    web.mockResolvedValueOnce(page(endless, 'text/plain'));
    const output = await read('https://site.dev/');
    expect(output).toMatchObject({ truncated: true, text: 'a'.repeat(FETCH_LIMITS.textLength) });
    expect(cancelled).toBe(true);
    expect(sent).toBeLessThanOrEqual(FETCH_LIMITS.bytes + 200_000);
  });

  test.each([
    [page('', 'image/png'), 'The URL returned image/png, not text.'],
    [page('no', 'text/html', 404), 'The server returned HTTP 404.'],
  ])('that cannot be read is reported', async (response, sentence) => {
    web.mockResolvedValueOnce(response);
    await expect(read('https://site.dev/')).rejects.toThrow(sentence);
  });
});
