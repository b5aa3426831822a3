import { beforeEach, describe, expect, test } from 'vitest';
import { RenderSchedule } from '#lib/frames/render-schedule.ts';
import { ManualClock } from '#lib/frames/testing/manual-clock.ts';
import { BlockStore } from './block-store.ts';

let clock: ManualClock;
let store: BlockStore;

beforeEach(() => {
  clock = new ManualClock();
  store = new BlockStore(new RenderSchedule(clock));
});

const blocks = () => store.groups.flatMap((group) => group.blocks);
const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, at) => `Paragraph ${at}.\n\n`).join('');

describe('BlockStore and its schedule', () => {
  const slowFrame = (text: string) => {
    store.append(text);
    clock.paint(12);
    clock.frame(1);
  };

  test('a single slow frame delays nothing', () => {
    slowFrame('a');
    store.append('b');
    clock.frame();
    expect(blocks().map(({ text }) => text)).toEqual(['ab']);
  });

  test('two slow frames delay the text after them', () => {
    slowFrame('a');
    slowFrame('b');
    store.append('c');
    clock.frame(19);
    expect(blocks().map(({ text }) => text)).toEqual(['ab']);
    clock.frame(1);
    expect(blocks().map(({ text }) => text)).toEqual(['abc']);
  });

  const shownLength = () => blocks().reduce((sum, { text }) => sum + text.length, 0);

  test('a large backlog is rendered in portions, without a delay between them', () => {
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

  test('a portion does not end inside a surrogate pair', () => {
    store.append('x'.repeat(599) + '🌊'.repeat(1_000));
    expect(shownLength()).toBe(601);
  });

  const appendInSteps = (start: string) => {
    store.append(start);
    for (let count = 0; count < 5; count++) {
      clock.frame();
      store.append('x'.repeat(1_000));
    }
    clock.frame();
  };

  test('a frame takes the whole backlog of a long block of text', () => {
    appendInSteps('a');
    store.append('x'.repeat(10_000));
    clock.frame();
    expect(shownLength()).toBe(15_001);
  });

  test('long code is rendered in portions', () => {
    appendInSteps('```\n');
    store.append('x'.repeat(10_000));
    expect(shownLength()).toBe(5_004 + 1_667);
  });

  test('a backlog of 6,000 paragraphs is rendered within 30 frames', () => {
    store.append('a');
    const text = paragraphs(6_000);
    store.append(text);
    for (let frames = 0; frames < 30; frames++) clock.frame();
    expect(shownLength()).toBe(1 + text.length);
  });
});
