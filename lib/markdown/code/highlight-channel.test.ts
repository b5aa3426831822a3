import { beforeEach, expect, test, vi } from 'vitest';
import { CodeLines } from './code-lines.ts';
import { HighlightChannel } from './highlight-channel.ts';
import type { HighlightReply, HighlightRequest } from './highlight-messages.ts';

/** Stands in for the browser's worker: a test answers in its place. */
class FakeWorker extends EventTarget {
  static asked: HighlightRequest[] = [];
  static current: FakeWorker | undefined;

  constructor() {
    super();
    FakeWorker.current = this;
  }

  postMessage(request: HighlightRequest): void {
    FakeWorker.asked.push(request);
  }
}
vi.stubGlobal('Worker', FakeWorker);

function answer(change: Partial<HighlightReply> = {}): void {
  const request = FakeWorker.asked.at(-1);
  if (!request) throw new Error('Nothing was asked');
  const { id, epoch, from } = request;
  const lines = request.lines.map((text) => [{ text, color: 'red' }]);
  const data = { id, epoch, from, lines, partial: [{ text: request.partial, color: 'red' }], ...change };
  FakeWorker.current?.dispatchEvent(new MessageEvent('message', { data }));
}

let lines: CodeLines;
let channel: HighlightChannel;
const changed = vi.fn();

beforeEach(() => {
  FakeWorker.asked = [];
  changed.mockClear();
  lines = new CodeLines();
  channel = new HighlightChannel('ts', lines, changed);
});

test('one question is open at a time; what came meanwhile is asked for next', () => {
  lines.update('a\nb');
  channel.ask();
  lines.update('a\nbc\nd');
  channel.ask();
  expect(FakeWorker.asked.map((request) => request.lines)).toEqual([['a']]);
  answer();
  expect(FakeWorker.asked.map((request) => request.lines)).toEqual([['a'], ['bc']]);
  answer();
  expect(lines.chunks.flat().map(({ spans }) => spans?.[0]?.color)).toEqual(['red', 'red']);
  expect(changed).toHaveBeenCalledTimes(2);
});

test('nothing is asked when nothing is new', () => {
  lines.update('a\nb');
  channel.ask();
  answer();
  channel.ask();
  expect(FakeWorker.asked.length).toBe(1);
});

test('an answer about code that has started over is left out, and the new code asked for', () => {
  lines.update('a\n');
  channel.ask();
  lines.update('b\n');
  answer({ epoch: 0 });
  expect(lines.chunks.flat()).toEqual([{ text: 'b' }]);
  expect(FakeWorker.asked.at(-1)?.lines).toEqual(['b']);
});

test('a language without a grammar is asked about once', () => {
  lines.update('a\n');
  channel.ask();
  answer({ lines: undefined });
  lines.update('a\nb\n');
  channel.ask();
  expect(FakeWorker.asked.length).toBe(1);
});

test('a block that is gone says so', () => {
  channel.ask();
  channel.close();
  expect(FakeWorker.asked.at(-1)).toMatchObject({ isGone: true });
});
