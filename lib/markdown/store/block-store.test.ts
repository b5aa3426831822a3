import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RenderSchedule } from '#lib/frames/render-schedule.ts';
import { ManualClock } from '#lib/frames/testing/manual-clock.ts';
import { renderStore } from '../fixtures/render.tsx';
import * as parser from '../parse/parser.ts';
import { GROUP_SIZE } from './block-group.ts';
import { BlockStore } from './block-store.ts';

vi.mock('../parse/parser.ts', { spy: true });

let clock: ManualClock;
let store: BlockStore;

beforeEach(() => {
  clock = new ManualClock();
  store = new BlockStore(new RenderSchedule(clock));
  vi.clearAllMocks();
});

const blocks = () => store.groups.flatMap((group) => group.blocks);
const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, at) => `Paragraph ${at}.\n\n`).join('');

describe('BlockStore', () => {
  test('renders the first text of a frame at once and the rest in the next frame', () => {
    store.append('a');
    expect(blocks().map(({ text }) => text)).toEqual(['a']);
    store.append('b');
    store.append('c');
    expect(blocks().map(({ text }) => text)).toEqual(['a']);
    clock.frame();
    expect(blocks().map(({ text }) => text)).toEqual(['abc']);
  });

  test('requests no frames when no text arrives', () => {
    store.append('a');
    clock.frame();
    clock.frame();
    expect(clock.isIdle).toBe(true);
  });

  test('notifies listeners twice for a thousand tokens in one frame', () => {
    const listener = vi.fn();
    store.groups[0]?.subscribe(listener);
    for (let count = 0; count < 1_000; count++) store.append('word ');
    clock.frame();
    expect(listener).toHaveBeenCalledTimes(2);
  });

  test('a delta notifies only the last group', () => {
    store.append(`${paragraphs(GROUP_SIZE * 3)}x`);
    const groupListeners = store.groups.map((group) => {
      const listener = vi.fn();
      group.subscribe(listener);
      return listener;
    });
    const storeListener = vi.fn();
    store.subscribe(storeListener);
    clock.frame();
    store.append(' more');
    clock.frame();
    expect(groupListeners.map((listener) => listener.mock.calls.length)).toEqual([0, 0, 0, 1]);
    expect(storeListener).not.toHaveBeenCalled();
  });

  test('parses nothing on append, except a sealed block with a definition, once', () => {
    store.append(paragraphs(50));
    clock.frame();
    expect(parser.parseSealed).not.toHaveBeenCalled();
    store.append('[a]: /b\n\nnext');
    clock.frame();
    expect(parser.parseSealed).toHaveBeenCalledTimes(1);
  });

  test('a block keeps its id when it seals', () => {
    store.append('one');
    const [open] = blocks();
    clock.frame();
    store.append('\n\ntwo');
    clock.frame();
    expect(blocks().map(({ id, isSealed }) => [id, isSealed])).toEqual([
      [open?.id, true],
      [(open?.id ?? 0) + 1, false],
    ]);
  });

  test('a late link definition re-renders blocks with a bracket', () => {
    store.append('a [b]\n\nc\n\n');
    clock.frame();
    const before = store.revision;
    store.append('[b]: /url\n\nd');
    clock.frame();
    expect(store.revision).toBe(before + 1);
    expect(renderStore(store)).toContain('href="/url"');
  });

  test('setText reads only the new text', () => {
    store.setText('one two', false);
    clock.frame();
    store.setText('one two three', false);
    clock.frame();
    expect([blocks().map(({ text }) => text), store.generation]).toEqual([['one two three'], 0]);
  });

  test('setText reads only the new text of a text source, and then of the string that replaces it', () => {
    const starts: number[] = [];
    let text = 'one';
    const source = {
      get length() {
        return text.length;
      },
      slice(start: number, end?: number) {
        starts.push(start);
        return text.slice(start, end);
      },
    };
    store.setText(source, false);
    clock.frame();
    text = 'one two';
    store.setText(source, false);
    clock.frame();
    text = 'one two three';
    store.setText(source, false, 9);
    clock.frame();
    expect(starts).toEqual([0, 3, 7]);
    expect(blocks()[0]?.text).toBe('one two t');
    store.setText('one two three', true);
    expect([blocks().map(({ text }) => text), store.generation]).toEqual([['one two three'], 0]);
  });

  test('setText starts over when the text does not continue the previous one', () => {
    store.setText('one two', false);
    clock.frame();
    store.setText('one 2 three', false);
    expect([blocks().map(({ text }) => text), store.generation]).toEqual([['one 2 three'], 1]);
  });

  test('an empty text in place of another removes its blocks', () => {
    store.setText('a b', false);
    const emitted = vi.fn();
    store.subscribe(emitted);
    store.setText('', false);
    clock.frame();
    expect([blocks(), emitted.mock.calls.length]).toEqual([[], 1]);
  });

  test('setText starts over when a finished text grows', () => {
    store.setText('one', true);
    store.setText('one two', false);
    expect([blocks().map(({ text, isSealed }) => [text, isSealed]), store.generation]).toEqual([
      [['one two', false]],
      1,
    ]);
  });

  test('reads a CRLF split across two pieces as one line ending', () => {
    store.append('a\r');
    clock.frame();
    store.append('\nb\r\n\r');
    clock.frame();
    store.append('\nc');
    store.finish();
    expect(blocks().map(({ text }) => text)).toEqual(['a\nb\n\n', 'c']);
  });

  test('text that a stop left pending is rendered after the next text, even an empty one', () => {
    store.setText('a', false);
    store.setText('ab', false);
    store.stop();
    store.setText('ab', false);
    clock.frame();
    expect(blocks().map(({ text }) => text)).toEqual(['ab']);
  });

  test('finish renders everything at once', () => {
    store.append('a');
    store.append('b');
    store.finish();
    expect([blocks().map(({ text, isSealed }) => [text, isSealed]), clock.isIdle]).toEqual([
      [['ab', true]],
      true,
    ]);
  });

  test('a footnote reference without a definition is text once the text is complete', () => {
    store.append('a[^1] b');
    expect(renderStore(store)).toContain('<sup');
    store.finish();
    expect(renderStore(store)).toContain('a[^1] b');
  });
});
