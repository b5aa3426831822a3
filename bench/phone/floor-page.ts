import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The least that a page can do with a streamed answer: it appends the text to bare paragraphs and scrolls to the end. What another page
 * needs beyond this is the price of what it does more.
 */
const PAGE = `<!doctype html><meta charset="utf-8"><title>Floor</title>
<style>body{font:16px/1.6 sans-serif;max-width:48rem;margin:auto}p{white-space:pre-wrap}</style><main></main><script>
async function ask() {
  const main = document.querySelector('main');
  let text = main.appendChild(document.createElement('p')).appendChild(new Text());
  const response = await fetch('/answer');
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body) {
    const frames = (rest + decoder.decode(bytes, { stream: true })).split('\\n\\n');
    rest = frames.pop();
    for (const frame of frames) {
      if (!frame.startsWith('data: {')) continue;
      const words = JSON.parse(frame.slice(6)).choices[0].delta.content ?? '';
      words.split('\\n\\n').forEach((part, index) => {
        if (index > 0) text = main.appendChild(document.createElement('p')).appendChild(new Text());
        text.appendData(part);
      });
    }
    scrollTo(0, document.body.scrollHeight);
  }
}
</script>`;

/** Serves the page, and under `/answer` what the upstream streams. Returns its URL and a function that closes it. */
export async function serveFloorPage(upstreamUrl: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    if (request.url !== '/answer') {
      response.setHeader('content-type', 'text/html').end(PAGE);
      return;
    }
    const answer = await fetch(`${upstreamUrl}/v1/chat/completions`, { method: 'POST', body: '{}' });
    response.setHeader('content-type', 'text/event-stream');
    for await (const bytes of answer.body ?? []) response.write(bytes);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
