// A model server for the benchmarks: streams tokens at a set rate, each with the time at which it was sent.
// Runs in its own process. `POST /profile` configures the next responses. Prints its URL once it listens.
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Profile } from './profile.ts';

type Stream = { response: ServerResponse; profile: Profile; startedAt: number; sent: number };

const TICK_MS = 2;
let profile: Profile = { tokensPerSecond: 50, tokens: 100, text: 'latin', firstTokenMs: 100 };
const streams = new Set<Stream>();

const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) body += piece;
  if (request.url === '/profile') {
    profile = JSON.parse(body);
    response.end('ok');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  // Vary the start, so that the streams are not in step.
  const startedAt =
    performance.now() + profile.firstTokenMs + Math.random() * (1_000 / profile.tokensPerSecond);
  const stream = { response, profile, startedAt, sent: 0 };
  streams.add(stream);
  response.on('close', () => streams.delete(stream));
});

const chunk = (choice: string, more = '') =>
  `data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1,"model":"bench","choices":[${choice}]${more}}\n\n`;

/** The tokens of the profile `prose`, about as short as a model's. */
const PROSE = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8').match(
  / ?\w{1,8}|\s+|[^\w\s]/g,
) as string[];

/**
 * A token contains the time at which it was sent: `@1795000000000.123 `, followed by eight Chinese characters in the profile `chinese`.
 * Those of `prose` are only text.
 */
function token(text: Profile['text'], index: number): string {
  if (text === 'prose') return PROSE[index % PROSE.length] ?? '';
  const stamp = `@${(performance.timeOrigin + performance.now()).toFixed(2)} `;
  return text === 'latin' ? stamp : `${stamp}涓流细水长流不断`;
}

setInterval(() => {
  const now = performance.now();
  for (const stream of streams) {
    const { response, profile, startedAt } = stream;
    const due = Math.min(
      profile.tokens,
      Math.floor(((now - startedAt) / 1_000) * profile.tokensPerSecond) + 1,
    );
    let frames = '';
    for (; stream.sent < due; stream.sent++) {
      const content = JSON.stringify(token(profile.text, stream.sent));
      frames += chunk(`{"index":0,"delta":{"content":${content}},"finish_reason":null}`);
    }
    if (stream.sent >= profile.tokens) {
      frames += chunk('{"index":0,"delta":{},"finish_reason":"stop"}');
      frames += chunk(
        '',
        `,"usage":{"prompt_tokens":1,"completion_tokens":${profile.tokens},"total_tokens":${profile.tokens + 1}}`,
      );
      response.end(`${frames}data: [DONE]\n\n`);
      streams.delete(stream);
    } else if (frames !== '') {
      response.write(frames);
    }
  }
}, TICK_MS);

server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
