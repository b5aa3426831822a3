import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryRunLogStore } from '../run-log/memory-run-log-store.ts';
import { createRunInfo, delta, end, finish, start } from '../run-log/testing/run-log-fixtures.ts';
import { respondWithRun } from './run-response.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const COMPACT = 'text/event-stream; form=compact';

test.each([
  [COMPACT, ['data:" two"\n\n', 'id:5\ndata:" three four"\n\n']],
  [
    'text/event-stream',
    [
      'id: run-1:3\ndata: {"type":"text-delta","id":"t","delta":" two"}\n\n',
      'id: run-1:5\ndata: {"type":"text-delta","id":"t","delta":" three four","from":4}\n\n',
    ],
  ],
])(
  'deltas that continue the frame before are compact for a client that accepts it (%s)',
  async (accept, rest) => {
    const { log } = await new MemoryRunLogStore().open(createRunInfo());
    const request = new Request('http://localhost/', { headers: { accept } });
    const response = respondWithRun(log, {
      after: 0,
      caller: { id: 'ann', address: '127.0.0.1' },
      request,
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    for (const event of [start, delta('One')]) {
      log.append(event);
      expect(await read()).toMatch(/^id: run-1:\d\ndata: \{.*\}\n\n$/);
    }
    log.append(delta(' two'));
    await vi.advanceTimersByTimeAsync(0); // the chunk waits to be read
    for (const word of [' three', ' four']) {
      log.append(delta(word));
      await log.read(1).next(); // another reader takes each delta, so the log cannot merge them
    }
    expect([await read(), await read()]).toEqual(rest);
    expect(response.headers.has('x-vercel-ai-ui-message-stream')).toBe(accept !== COMPACT);
    log.append(end);
    await log.close([finish]);
    expect(await read()).toMatch(/^id: run-1:6\ndata: \{"type":"text-end","id":"t"\}\n\n/);
    await reader.cancel();
  },
);
