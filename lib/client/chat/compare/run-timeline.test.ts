import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { RunTimeline } from './run-timeline.ts';

const START = 10_000;
let timeline: RunTimeline;

beforeEach(() => {
  timeline = new RunTimeline();
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  return () => vi.useRealTimers();
});

function answer(text: string, metadata: Partial<RunMetadata> = {}): ChatMessage {
  return {
    id: 'a',
    role: 'assistant',
    parts: [{ type: 'text', text }],
    metadata: { runId: 'r', model: 'm', startedAt: Date.now(), ...metadata },
  };
}

const shape = (now: number) =>
  timeline.read(now).segments.map(({ kind, from, to }) => `${kind} ${from}–${to}`);

describe('a run that is followed from its start', () => {
  test('waits, writes, is silent, writes on and ends', () => {
    timeline.observe('waiting', answer(''), START);
    expect(shape(START + 300)).toEqual(['waiting 0–300']);
    timeline.observe('writing', answer('a'), START + 400);
    timeline.observe('writing', answer('ab'), START + 900);
    expect(timeline.read(START + 900).firstOutputMs).toBe(400);
    expect(shape(START + 1_500)).toEqual(['waiting 0–400', 'text 400–1500']);
    expect(shape(START + 2_000)).toEqual(['waiting 0–400', 'text 400–900', 'gap 900–2000']);
    timeline.observe('writing', answer('abc'), START + 2_400);
    timeline.observe('ended', answer('abc', { outcome: 'complete' }), START + 2_500);
    expect(shape(START + 9_000)).toEqual(['waiting 0–400', 'text 400–900', 'gap 900–2400', 'text 2400–2500']);
    expect(timeline.read(START + 9_000).durationMs).toBe(2_500);
  });

  test('distinguishes reasoning and tools, and the time of a tool is no gap', () => {
    timeline.observe('waiting', answer(''), START);
    timeline.observe('thinking', answer('a'), START + 100);
    timeline.observe('thinking', answer('ab'), START + 500);
    timeline.observe('running', answer('ab'), START + 600);
    timeline.observe('writing', answer('abc'), START + 5_000);
    expect(shape(START + 5_100)).toEqual([
      'waiting 0–100',
      'reasoning 100–500',
      'tool 500–5000',
      'text 5000–5100',
    ]);
  });

  test('that ends without output has only waited', () => {
    timeline.observe('waiting', answer(''), START);
    timeline.observe('ended', answer('', { outcome: 'failed' }), START + 700);
    expect(shape(START + 9_000)).toEqual(['waiting 0–700']);
  });
});

describe('a run that was there before the page', () => {
  test('has ended: what its metadata says is shown', () => {
    const metadata = { outcome: 'complete', firstTokenMs: 300, durationMs: 2_000 } as const;
    timeline.observe('ended', answer('abc', metadata), START);
    expect(shape(START)).toEqual(['waiting 0–300', 'text 300–2000']);
    expect(timeline.read(START)).toMatchObject({ firstOutputMs: 300, durationMs: 2_000 });
  });

  test('is live: the time before is marked as unseen', () => {
    timeline.observe('writing', answer('abc', { startedAt: Date.now() - 4_000 }), START);
    timeline.observe('writing', answer('abcd'), START + 100);
    expect(shape(START + 100)).toEqual(['unseen 0–4000', 'text 4000–4100']);
  });
});

test('a run that continues the answer, or replaces it, has a timeline of its own', () => {
  timeline.observe('waiting', answer(''), START);
  timeline.observe('writing', answer('a'), START + 100);
  timeline.observe('ended', answer('a', { outcome: 'failed' }), START + 200);
  timeline.observe('waiting', answer('', { runId: 'r2' }), START + 5_000);
  expect(shape(START + 5_050)).toEqual(['waiting 0–50']);
});
