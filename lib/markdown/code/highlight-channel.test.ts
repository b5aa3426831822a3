import { beforeEach, expect, test, vi } from 'vitest';
import { CodeLines } from './code-lines.ts';
import { HighlightChannel } from './highlight-channel.ts';
import type { HighlightReply, HighlightRequest } from './highlight-messages.ts';

/** A worker that records requests; tests reply in its place. */
class FakeWorker extends EventTarget {
  static requests: HighlightRequest[] = [];
  static current: FakeWorker | undefined;

  constructor() {
    super();
    FakeWorker.current = this;
  }

  postMessage(request: HighlightRequest): void {
    FakeWorker.requests.push(request);
  }
}
vi.stubGlobal('Worker', FakeWorker);

function reply(change: Partial<HighlightReply> = {}): void {
  const request = FakeWorker.requests.at(-1);
  if (!request) throw new Error('No request was sent');
  const { id, epoch, from } = request;
  const lines = request.lines.map((text) => [{ text, color: 'red' }]);
  const data = { id, epoch, from, lines, partial: [{ text: request.partial, color: 'red' }], ...change };
  FakeWorker.current?.dispatchEvent(new MessageEvent('message', { data }));
}

let lines: CodeLines;
let channel: HighlightChannel;
const changed = vi.fn();

beforeEach(() => {
  FakeWorker.requests = [];
  changed.mockClear();
  lines = new CodeLines();
  channel = new HighlightChannel('ts', lines, changed);
});

test('sends one request at a time, with the lines that arrived meanwhile in the next', () => {
  lines.update('a\nb');
  channel.request();
  lines.update('a\nbc\nd');
  channel.request();
  expect(FakeWorker.requests.map((request) => request.lines)).toEqual([['a']]);
  reply();
  expect(FakeWorker.requests.map((request) => request.lines)).toEqual([['a'], ['bc']]);
  reply();
  expect(lines.chunks.flat().map(({ spans }) => spans?.[0]?.color)).toEqual(['red', 'red']);
  expect(changed).toHaveBeenCalledTimes(2);
});

test('sends nothing when nothing is new', () => {
  lines.update('a\nb');
  channel.request();
  reply();
  channel.request();
  expect(FakeWorker.requests.length).toBe(1);
});

test('ignores a reply for code that has started over, and requests the new code', () => {
  lines.update('a\n');
  channel.request();
  lines.update('b\n');
  reply({ epoch: 0 });
  expect(lines.chunks.flat()).toEqual([{ text: 'b' }]);
  expect(FakeWorker.requests.at(-1)?.lines).toEqual(['b']);
});

test('sends one request for a language without a grammar', () => {
  lines.update('a\n');
  channel.request();
  reply({ lines: undefined });
  lines.update('a\nb\n');
  channel.request();
  expect(FakeWorker.requests.length).toBe(1);
});

test('releases the grammar state when the block is removed', () => {
  channel.request();
  channel.close();
  expect(FakeWorker.requests.at(-1)).toMatchObject({ type: 'release' });
});
