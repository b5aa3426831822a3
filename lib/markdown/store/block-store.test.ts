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

describe('a block store', () => {
  test('shows the first text at once and the rest of the frame with the next', () => {
    store.append('a');
    expect(blocks().map(({ text }) => text)).toEqual(['a']);
    store.append('b');
    store.append('c');
    expect(blocks().map(({ text }) => text)).toEqual(['a']);
    clock.frame();
    expect(blocks().map(({ text }) => text)).toEqual(['abc']);
  });

  test('asks for no frames once nothing comes', () => {
    store.append('a');
    clock.frame();
    clock.frame();
    expect(clock.isIdle).toBe(true);
  });

  test('a thousand tokens in one frame tell its listeners twice', () => {
    const told = vi.fn();
    store.groups[0]?.subscribe(told);
    for (let count = 0; count < 1_000; count++) store.append('word ');
    clock.frame();
    expect(told).toHaveBeenCalledTimes(2);
  });

  test('a delta tells only the last group', () => {
    store.append(`${paragraphs(GROUP_SIZE * 3)}x`);
    const told = store.groups.map((group) => {
      const listener = vi.fn();
      group.subscribe(listener);
      return listener;
    });
    const toldStore = vi.fn();
    store.subscribe(toldStore);
    clock.frame();
    store.append(' more');
    clock.frame();
    expect(told.map((listener) => listener.mock.calls.length)).toEqual([0, 0, 0, 1]);
    expect(toldStore).not.toHaveBeenCalled();
  });

  test('appending parses nothing; what seals with a definition is parsed once', () => {
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

  test('a late link definition renders again only what has a bracket', () => {
    store.append('a [b]\n\nc\n\n');
    clock.frame();
    const before = store.revision;
    store.append('[b]: /url\n\nd');
    clock.frame();
    expect(store.revision).toBe(before + 1);
    expect(renderStore(store)).toContain('href="/url"');
  });

  test('setText reads only what was added', () => {
    store.setText('one two', false);
    clock.frame();
    store.setText('one two three', false);
    clock.frame();
    expect([blocks().map(({ text }) => text), store.generation]).toEqual([['one two three'], 0]);
  });

  test('setText reads on in an object that stands for a text, and takes over the string that it became', () => {
    const asked: number[] = [];
    let text = 'one';
    const source = {
      get length() {
        return text.length;
      },
      slice(start: number, end?: number) {
        asked.push(start);
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
    expect(asked).toEqual([0, 3, 7]);
    expect(blocks()[0]?.text).toBe('one two t');
    store.setText('one two three', true);
    expect([blocks().map(({ text }) => text), store.generation]).toEqual([['one two three'], 0]);
  });

  test('setText starts over when the text did not only grow', () => {
    store.setText('one two', false);
    clock.frame();
    store.setText('one 2 three', false);
    expect([blocks().map(({ text }) => text), store.generation]).toEqual([['one 2 three'], 1]);
  });

  test('a text that was done and goes on starts over', () => {
    store.setText('one', true);
    store.setText('one two', false);
    expect([blocks().map(({ text, isSealed }) => [text, isSealed]), store.generation]).toEqual([
      [['one two', false]],
      1,
    ]);
  });

  test('a CRLF split across two pieces is one line ending', () => {
    store.append('a\r');
    clock.frame();
    store.append('\nb\r\n\r');
    clock.frame();
    store.append('\nc');
    store.finish();
    expect(blocks().map(({ text }) => text)).toEqual(['a\nb\n\n', 'c']);
  });

  const slowFrame = (text: string) => {
    store.append(text);
    clock.paint(12);
    clock.frame(1);
  };

  test('one slow frame is followed by the next', () => {
    slowFrame('a');
    store.append('b');
    clock.frame();
    expect(blocks().map(({ text }) => text)).toEqual(['ab']);
  });

  test('two slow frames are followed by a rest', () => {
    slowFrame('a');
    slowFrame('b');
    store.append('c');
    clock.frame(18);
    expect(blocks().map(({ text }) => text)).toEqual(['ab']);
    clock.frame(1);
    expect(blocks().map(({ text }) => text)).toEqual(['abc']);
  });

  const shownLength = () => blocks().reduce((sum, { text }) => sum + text.length, 0);

  test('a frame shows no more than it can, and what it left over comes with the next ones, without a rest', () => {
    store.append('a');
    clock.frame();
    slowFrame('a');
    clock.time += 40;
    const text = paragraphs(150);
    store.append(text);
    const lengths = [shownLength()];
    while (shownLength() < 2 + text.length) {
      clock.paint(12);
      clock.frame(4);
      lengths.push(shownLength());
    }
    expect(lengths).toEqual([602, 1_202, 2 + text.length]);
  });

  test('no frame parts the halves of a character', () => {
    store.append('x'.repeat(599) + '🌊'.repeat(1_000));
    expect(shownLength()).toBe(601);
  });

  const showInSteps = (start: string) => {
    store.append(start);
    for (let count = 0; count < 5; count++) {
      clock.frame();
      store.append('x'.repeat(1_000));
    }
    clock.frame();
  };

  test('a long block takes all that has come: its length costs more than new words', () => {
    showInSteps('a');
    store.append('x'.repeat(10_000));
    clock.frame();
    expect(shownLength()).toBe(15_001);
  });

  test('code is shown in portions, however long it is', () => {
    showInSteps('```\n');
    store.append('x'.repeat(10_000));
    expect(shownLength()).toBe(5_004 + 1_667);
  });

  test('a page that comes back to a long text is at its end within half a second', () => {
    store.append('a');
    const text = paragraphs(6_000);
    store.append(text);
    for (let frames = 0; frames < 30; frames++) clock.frame();
    expect(shownLength()).toBe(1 + text.length);
  });

  test('what a stop left waiting is shown after the next word, even an empty one', () => {
    store.setText('a', false);
    store.setText('ab', false);
    store.stop();
    store.setText('ab', false);
    clock.frame();
    expect(blocks().map(({ text }) => text)).toEqual(['ab']);
  });

  test('the end waits for no frame', () => {
    store.append('a');
    store.append('b');
    store.finish();
    expect([blocks().map(({ text, isSealed }) => [text, isSealed]), clock.isIdle]).toEqual([
      [['ab', true]],
      true,
    ]);
  });

  test('a footnote nobody wrote is text once the whole text is here', () => {
    store.append('a[^1] b');
    expect(renderStore(store)).toContain('<sup');
    store.finish();
    expect(renderStore(store)).toContain('a[^1] b');
  });
});
