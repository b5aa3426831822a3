import { describe, expect, test } from 'vitest';
import { AnswerBuilder, countAnswerCharacters, getMessageText } from './answer-builder.ts';
import { textSource } from './growing-text.ts';
import { CONTINUATION_METADATA, type RunEvent } from './run-event.ts';

function build(
  events: RunEvent[],
  base: ConstructorParameters<typeof AnswerBuilder>[0] = { id: 'a', parts: [] },
) {
  const answer = new AnswerBuilder(base);
  for (const event of events) answer.apply(event);
  return answer;
}
const say = (id: string, ...words: string[]): RunEvent[] => [
  { type: 'text-start', id },
  ...words.map((delta): RunEvent => ({ type: 'text-delta', id, delta })),
  { type: 'text-end', id },
];
const metadata = { runId: 'r', model: 'm', startedAt: 1 };
const call = { toolCallId: 'c', toolName: 'clock' };

describe('parts', () => {
  test('text and reasoning grow and end, also when interleaved', () => {
    const { message } = build([
      { type: 'start-step' },
      { type: 'reasoning-start', id: '1' },
      { type: 'text-start', id: '1' },
      { type: 'reasoning-delta', id: '1', delta: 'h' },
      { type: 'text-delta', id: '1', delta: 'Hel' },
      { type: 'reasoning-delta', id: '1', delta: 'm' },
      { type: 'text-delta', id: '1', delta: 'lo' },
      { type: 'reasoning-end', id: '1' },
    ]);
    expect(message.parts).toEqual([
      { type: 'step-start' },
      { type: 'reasoning', text: 'hm', state: 'done' },
      { type: 'text', text: 'Hello', state: 'streaming' },
    ]);
  });

  test('a part id can be reused, even if its first part was left open', () => {
    const texts = (events: RunEvent[]) =>
      build(events).message.parts.map((part) => 'text' in part && part.text);
    expect(texts([...say('1', 'one'), { type: 'start-step' }, ...say('1', 'two')])).toEqual([
      'one',
      false,
      'two',
    ]);
    expect(texts([...say('1', 'one').slice(0, -1), ...say('1', 'two')])).toEqual(['one', 'two']);
  });

  test('all versions of a growing part share one GrowingText', () => {
    const answer = new AnswerBuilder({ id: 'a', parts: [] });
    const part = () => {
      const last = answer.message.parts.at(-1);
      if (last?.type !== 'text') throw new Error('no text');
      return last;
    };
    const [start, one, two, end] = say('1', 'one', ' two') as [RunEvent, RunEvent, RunEvent, RunEvent];
    answer.apply(start);
    answer.apply(one);
    const source = textSource(part());
    expect(source.slice(0)).toBe('one');
    answer.apply(two);
    expect(part().text).toBe('one two');
    answer.apply(end);
    expect(part()).toMatchObject({ text: 'one two', state: 'done' });
    expect(textSource(part())).toBe(source);
    expect(source.slice(3)).toBe(' two');
    expect(textSource({ type: 'text', text: 'stored' })).toBe('stored');
  });

  test('a call goes from streaming input to output', () => {
    const answer = new AnswerBuilder({ id: 'a', parts: [] });
    const states = [];
    for (const event of [
      { type: 'tool-input-start', ...call },
      { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{"zone"' },
      { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: ':1}' },
      { type: 'tool-input-available', ...call, input: { zone: 1 } },
      { type: 'tool-output-available', toolCallId: 'c', output: 'noon' },
    ] as RunEvent[]) {
      answer.apply(event);
      states.push(answer.message.parts[0]);
    }
    expect(states).toMatchObject([
      { type: 'dynamic-tool', ...call, state: 'input-streaming' },
      { rawInput: '{"zone"' },
      { rawInput: '{"zone":1}', state: 'input-streaming' },
      { state: 'input-available', input: { zone: 1 } },
      { state: 'output-available', input: { zone: 1 }, output: 'noon' },
    ]);
  });

  test('a call can start with complete or invalid input, and can fail', () => {
    const errorText = 'No.';
    const whole: RunEvent = { type: 'tool-input-available', ...call, input: {} };
    const wrong: RunEvent = { type: 'tool-input-error', ...call, input: '{', errorText };
    expect(build([whole]).message.parts).toMatchObject([{ ...call, state: 'input-available' }]);
    expect(build([wrong]).message.parts).toMatchObject([
      { ...call, state: 'output-error', errorText, input: '{' },
    ]);
    const failed: RunEvent = { type: 'tool-output-error', toolCallId: 'c', errorText };
    expect(build([whole, failed]).message.parts).toMatchObject([
      { ...call, state: 'output-error', errorText },
    ]);
  });

  test('sources and files are added in order', () => {
    const { message } = build([
      { type: 'source-url', sourceId: 's', url: 'https://a/', title: 'A' },
      { type: 'source-url', sourceId: 't', url: 'https://b/' },
      { type: 'file', url: 'data:,', mediaType: 'text/plain' },
    ]);
    expect(message.parts).toEqual([
      { type: 'source-url', sourceId: 's', url: 'https://a/', title: 'A' },
      { type: 'source-url', sourceId: 't', url: 'https://b/' },
      { type: 'file', url: 'data:,', mediaType: 'text/plain' },
    ]);
  });

  test('events without an open part are ignored', () => {
    const before = build(say('1', 'one')).message.parts;
    const answer = build([
      ...say('1', 'one'),
      { type: 'text-delta', id: '1', delta: 'late' },
      { type: 'text-end', id: '9' },
      { type: 'reasoning-delta', id: '1', delta: 'x' },
      { type: 'tool-output-available', toolCallId: 'nobody', output: 1 },
      { type: 'finish-step' },
    ]);
    expect(answer.message.parts).toEqual(before);
    expect(answer.length).toBe(3);
  });
});

describe('identity', () => {
  test('the message and its unchanged parts keep their identity', () => {
    const answer = build([...say('1', 'one'), { type: 'text-start', id: '2' }]);
    const before = answer.message;
    expect(answer.message).toBe(before);
    answer.apply({ type: 'text-delta', id: '2', delta: 'two' });
    expect(answer.message).not.toBe(before);
    expect(answer.message.parts[0]).toBe(before.parts[0]);
    expect(answer.message.parts[1]).not.toBe(before.parts[1]);
    expect(before.parts[1]).toMatchObject({ text: '' });
  });
});

describe('a run that continues a message', () => {
  const continueRun = (parts: number, characters: number): RunEvent => ({
    type: 'start',
    messageId: 'a',
    messageMetadata: { ...metadata, continues: { parts, characters } },
  });
  const rest: RunEvent[] = [
    { type: 'text-start', id: '1', providerMetadata: CONTINUATION_METADATA },
    { type: 'text-delta', id: '1', delta: 'two' },
    { type: 'text-end', id: '1' },
  ];

  test('appends to the interrupted text', () => {
    const parts = build(say('1', 'one ')).message.parts;
    const answer = build([continueRun(1, 4), ...rest], { id: 'a', parts });
    expect(answer.message.parts).toEqual([{ type: 'text', text: 'one two', state: 'done' }]);
    expect(answer.length).toBe(7);
  });

  test('gives the same text when replayed over a later state of the message', () => {
    const later = build([...say('1', 'one two thr'), ...say('2', 'x')]).message.parts;
    const answer = build([continueRun(1, 4), ...rest], { id: 'a', parts: later });
    expect(getMessageText(answer.message)).toBe('one two');
    expect(answer.length).toBe(7);
  });

  test('keeps other parts unchanged, and starts a new part when no text was interrupted', () => {
    const { parts } = build([...say('1', 'one'), { type: 'tool-input-start', ...call }]).message;
    const answer = build([continueRun(2, 0), { type: 'start-step' }, ...say('1', 'two')], { id: 'a', parts });
    expect(answer.message.parts[0]).toBe(parts[0]);
    expect(answer.message.parts[1]).toEqual({ ...parts[1], toolMetadata: { stopped: true } });
    expect(answer.message.parts.map(({ type }) => type)).toEqual([
      'text',
      'dynamic-tool',
      'step-start',
      'text',
    ]);
  });

  test('clears the outcome of the previous run', () => {
    const ended = { ...metadata, outcome: 'interrupted' as const };
    const parts = build(say('1', 'one')).message.parts;
    const answer = build([continueRun(1, 3)], { id: 'a', parts, metadata: ended });
    expect(answer.message.metadata?.outcome).toBeUndefined();
  });
});

describe('metadata', () => {
  test('of start, message-metadata and finish is merged', () => {
    const end = { ...metadata, outcome: 'complete' as const, durationMs: 5 };
    const answer = build([{ type: 'start', messageId: 'b', messageMetadata: metadata }]);
    expect(answer.message).toMatchObject({ id: 'b', role: 'assistant', metadata });
    answer.apply({ type: 'message-metadata', messageMetadata: { ...metadata, retries: 1 } });
    answer.apply({ type: 'finish', messageMetadata: end });
    expect(answer.message.metadata).toEqual({ ...end, retries: 1 });
  });

  test('is absent without metadata events', () => {
    expect(build([{ type: 'start' }, { type: 'finish' }]).message).not.toHaveProperty('metadata');
  });
});

test('countAnswerCharacters returns the length that the builder counted', () => {
  const answer = build([
    ...say('1', 'one', '涓流'),
    { type: 'reasoning-start', id: 'r' },
    { type: 'reasoning-delta', id: 'r', delta: 'hm' },
    { type: 'tool-input-start', ...call },
    { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{}' },
    { type: 'tool-input-available', ...call, input: {} },
  ]);
  expect(answer.length).toBe(9);
  expect(countAnswerCharacters(answer.message)).toBe(9);
});
