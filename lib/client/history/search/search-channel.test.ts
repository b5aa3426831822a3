import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SearchReply, SearchRequest } from './search-messages.ts';

/** A worker whose replies the test controls. */
class FakeWorker extends EventTarget {
  static readonly started: FakeWorker[] = [];
  readonly requests: SearchRequest[] = [];

  constructor() {
    super();
    FakeWorker.started.push(this);
  }

  postMessage(request: SearchRequest): void {
    this.requests.push(request);
  }

  reply(reply: SearchReply): void {
    this.dispatchEvent(new MessageEvent('message', { data: reply }));
  }
}

let search: typeof import('./search.ts').search;
const nothing = { chats: [], hits: [], total: 0 };

beforeEach(async () => {
  vi.resetModules();
  FakeWorker.started.length = 0;
  vi.stubGlobal('Worker', FakeWorker);
  ({ search } = await import('./search.ts'));
});
afterEach(() => void vi.unstubAllGlobals());

test('the worker is started once, by the first search', async () => {
  expect(FakeWorker.started).toHaveLength(0);
  for (const query of ['', 'water']) {
    const found = search(query);
    const [worker] = FakeWorker.started;
    worker?.reply({ id: 0, result: { ...nothing, total: 9 } }); // the reply to another request is ignored
    worker?.reply({ id: worker.requests.at(-1)?.id ?? -1, result: nothing });
    expect(await found).toEqual(nothing);
  }
  expect(FakeWorker.started).toHaveLength(1);
});

test('a superseded search rejects immediately, and its late reply is ignored', async () => {
  const first = search('wat');
  const second = search('water');
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  const [worker] = FakeWorker.started;
  const [firstRequest, secondRequest] = worker?.requests ?? [];
  worker?.reply({ id: firstRequest?.id ?? -1, result: { ...nothing, total: 9 } });
  worker?.reply({ id: secondRequest?.id ?? -1, result: nothing });
  expect(await second).toEqual(nothing);
});

test('an error in the worker rejects the search', async () => {
  const found = search('water');
  const [worker] = FakeWorker.started;
  worker?.reply({ id: worker.requests[0]?.id ?? -1, error: 'SecurityError' });
  await expect(found).rejects.toThrow('SecurityError');
});

test('the next search restarts a worker that failed to load', async () => {
  const found = search('water');
  FakeWorker.started[0]?.dispatchEvent(new Event('error'));
  await expect(found).rejects.toThrow('failed to load');
  const again = search('water');
  const [, worker] = FakeWorker.started;
  worker?.reply({ id: worker.requests[0]?.id ?? -1, result: nothing });
  expect(await again).toEqual(nothing);
});
