// A model server that streams a document at a set rate and records when it sent what. Runs in its own process.
// `POST /document` sets the next response, `GET /sent` returns the times. Prints its URL once it listens.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sent, StreamedDocument } from './documents.ts';

const TICK_MS = 2;
let planned: StreamedDocument = { text: '', tokensPerSecond: 50 };
let sent: Sent[] = [];

/** About four characters; never splits a surrogate pair. */
function tokensOf(text: string): string[] {
  return text.match(/[\s\S]{1,4}/gu) ?? [];
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const piece of request.setEncoding('utf8')) body += piece;
  if (request.url === '/document') {
    planned = JSON.parse(body);
    sent = [];
    response.end('ok');
  } else if (request.url === '/sent') {
    response.end(JSON.stringify(sent));
  } else if (request.url === '/v1/models') {
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'bench', object: 'model' }] }));
  } else if (body.includes('You name conversations.')) {
    response.writeHead(503).end(); // the request for a chat title, which is not measured
  } else {
    stream(planned, (text) => response.write(text)).then(() => response.end('data: [DONE]\n\n'));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.socket?.setNoDelay(true);
  }
});

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'bench',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })}\n\n`;

function stream(document: StreamedDocument, write: (text: string) => void): Promise<void> {
  const tokens = tokensOf(document.text);
  const startedAt = performance.now() + (document.firstTokenMs ?? 300);
  let count = 0;
  let offset = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const elapsed = (performance.now() - startedAt) / 1_000;
      const due = Math.min(tokens.length, Math.floor(elapsed * document.tokensPerSecond) + 1);
      if (due <= count) return;
      let frames = '';
      for (; count < due; count++) {
        const content = tokens[count] ?? '';
        offset += content.length;
        frames += chunk({ content });
      }
      const isLast = count === tokens.length;
      write(isLast ? frames + chunk({}, 'stop') : frames);
      sent.push({ offset, at: performance.timeOrigin + performance.now() });
      if (!isLast) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
}

server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
