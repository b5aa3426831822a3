import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SearchReply, SearchRequest } from './search-messages.ts';

/** A worker that answers when the test says so. */
class FakeWorker extends EventTarget {
  static readonly started: FakeWorker[] = [];
  readonly asked: SearchRequest[] = [];

  constructor() {
    super();
    FakeWorker.started.push(this);
  }

  postMessage(request: SearchRequest): void {
    this.asked.push(request);
  }

  reply(reply: SearchReply): void {
    this.dispatchEvent(new MessageEvent('message', { data: reply }));
  }
}

let search: typeof import('./search.ts').search;
let prewarmSearch: typeof import('./search.ts').prewarmSearch;
const nothing = { hits: [], total: 0 };

beforeEach(async () => {
  vi.resetModules();
  FakeWorker.started.length = 0;
  vi.stubGlobal('Worker', FakeWorker);
  ({ search, prewarmSearch } = await import('./search.ts'));
});
afterEach(() => void vi.unstubAllGlobals());

test('the worker is started once, by whatever comes first', async () => {
  expect(FakeWorker.started).toHaveLength(0);
  prewarmSearch();
  const found = search('water');
  const [worker] = FakeWorker.started;
  worker?.reply({ id: 0, result: { hits: [], total: 9 } }); // what warming brings is nobody's answer
  worker?.reply({ id: worker.asked[1]?.id ?? -1, result: nothing });
  expect(await found).toEqual(nothing);
  expect(FakeWorker.started).toHaveLength(1);
});

test('a search that another took the place of ends at once, and its late answer is not taken for the other', async () => {
  const first = search('wat');
  const second = search('water');
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  const [worker] = FakeWorker.started;
  const [early, late] = worker?.asked ?? [];
  worker?.reply({ id: early?.id ?? -1, result: { hits: [], total: 9 } });
  worker?.reply({ id: late?.id ?? -1, result: nothing });
  expect(await second).toEqual(nothing);
});

test('a history that cannot be read is a clear error', async () => {
  const found = search('water');
  const [worker] = FakeWorker.started;
  worker?.reply({ id: worker.asked[0]?.id ?? -1, error: 'SecurityError' });
  await expect(found).rejects.toThrow('SecurityError');
});

test('a worker that did not load is started again by the next search', async () => {
  const found = search('water');
  FakeWorker.started[0]?.dispatchEvent(new Event('error'));
  await expect(found).rejects.toThrow('failed to load');
  const again = search('water');
  const [, worker] = FakeWorker.started;
  worker?.reply({ id: worker.asked[0]?.id ?? -1, result: nothing });
  expect(await again).toEqual(nothing);
});
