import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ByteSource, skipContinue } from './interim-response.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\nHTTP/1.1 100';

/** A socket whose reads return `chunks`, with nothing to read after each. */
function readAll(chunks: string[]): { text: string; restored: boolean } {
  const rest = chunks.flatMap((chunk) => [new TextEncoder().encode(chunk), null]).values();
  const read = () => rest.next().value ?? null;
  const socket: ByteSource = { read };
  skipContinue(socket);
  const text = chunks.map(() => {
    const bytes = socket.read();
    if (bytes !== null) expect(socket.read()).toBeNull();
    return new TextDecoder().decode(bytes ?? new Uint8Array());
  });
  return { text: text.join(''), restored: socket.read === read };
}

test.each([
  ['one', CONTINUE],
  ['one with headers', 'HTTP/1.1 100 Continue\r\nvia: relay\r\n\r\n'],
  ['several', CONTINUE + CONTINUE],
  ['none', ''],
])('%s before the response is skipped, wherever the bytes are cut', (_, interim) => {
  const bytes = interim + ANSWER;
  for (let cut = 1; cut < bytes.length; cut++) {
    expect(readAll([bytes.slice(0, cut), bytes.slice(cut)]), `cut at ${cut}`).toEqual({
      text: ANSWER,
      restored: true,
    });
  }
  expect(readAll([...bytes])).toEqual({ text: ANSWER, restored: true });
});

test('other interim responses and endless headers are left to the client', () => {
  for (const bytes of [`HTTP/1.1 103 Early Hints\r\n\r\n${ANSWER}`, `HTTP/1.1 100 ${'x'.repeat(20_000)}`]) {
    expect(readAll([bytes])).toEqual({ text: bytes, restored: true });
  }
});

const onSend = vi.fn((message: unknown) => skipContinue((message as { socket: ByteSource }).socket));
beforeEach(() => subscribe('undici:client:sendHeaders', onSend));
afterEach(() => unsubscribe('undici:client:sendHeaders', onSend));

test('fetch reads on after a 100 Continue', async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', () => socket.write(CONTINUE + ANSWER));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  for (let request = 1; request <= 2; request++) {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(await response.text()).toBe('HTTP/1.1 100');
    expect(onSend).toHaveBeenCalledTimes(request);
  }
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});
