import { describe, expect, test } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { createRestRequest, findContinuation, isRestRequest, joinContinuation } from './continuation.ts';

const question = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] };
const body = (parts: unknown[], trigger = 'continue-message', autoContinued?: { count: number }) =>
  startRunSchema.parse({
    trigger,
    autoContinued,
    messages: [question, { id: 'a', role: 'assistant', parts }],
  });
const cut = (text: string) => ({
  messageId: 'a',
  continues: { parts: 1, characters: text.length },
  text,
  steps: 0,
  outputTokens: 0,
});

/** The events that `joinContinuation` passes on. */
function join(text: string, events: RunEvent[]): RunEvent[] {
  const joined: RunEvent[] = [];
  const continued = joinContinuation(cut(text), (event) => void joined.push(event));
  for (const event of events) continued.emit(event);
  continued.flush();
  return joined;
}

describe('a continuation', () => {
  test('starts at the end of the last answer', () => {
    expect(findContinuation(body([{ type: 'step-start' }, { type: 'text', text: 'one' }]))).toEqual({
      messageId: 'a',
      continues: { parts: 2, characters: 3 },
      text: 'one',
      steps: 0,
      outputTokens: 0,
    });
  });

  test('starts a new part when the last part is not text', () => {
    const reasoning = { type: 'reasoning', text: 'hm' };
    expect(findContinuation(body([reasoning]))).toEqual({
      messageId: 'a',
      continues: { parts: 1, characters: 0 },
      text: '',
      steps: 0,
      outputTokens: 0,
    });
    expect(createRestRequest({ ...cut(''), text: '' })).toEqual([]);
  });

  test.each([
    ['a tool call', { type: 'dynamic-tool', toolName: 'clock', toolCallId: 'c', state: 'input-streaming' }],
    [
      'a running tool',
      { type: 'dynamic-tool', toolName: 'clock', toolCallId: 'c', state: 'input-available' },
    ],
    ['reasoning', { type: 'reasoning', text: 'hm' }],
  ])('continues the text of the step that was cut off in %s', (_, part) => {
    const parts = [
      { type: 'text', text: 'Zero.' },
      { type: 'step-start' },
      { type: 'text', text: 'One' },
      part,
    ];
    expect(findContinuation(body(parts))).toMatchObject({
      text: 'One',
      continues: { parts: 4, characters: 0 },
    });
  });

  test('starts with the next step when the last calls have been answered, for stock clients too', () => {
    const step = { type: 'step-start' };
    const call = { type: 'tool-clock', toolCallId: 'c', state: 'approval-responded', input: {} };
    const parts = [step, { ...call, state: 'output-available' }, step, call, { type: 'text', text: 'hm' }];
    const next = { text: '', steps: 2, continues: { parts: 5, characters: 2 } };
    expect(findContinuation(body(parts))).toMatchObject(next);
    expect(findContinuation(body(parts, 'submit-message'))).toMatchObject(next);
    expect(findContinuation(body(parts, 'regenerate-message'))).toBeUndefined();
  });

  test('resets the step count when a call has no result', () => {
    const call = { type: 'tool-clock', toolCallId: 'c', state: 'input-available', input: {} };
    expect(findContinuation(body([{ type: 'step-start' }, call]))).toMatchObject({ text: '', steps: 0 });
    expect(findContinuation(body([{ type: 'step-start' }, call], 'submit-message'))).toBeUndefined();
  });

  test('counts the steps and tokens of the answer when nobody has asked for it', () => {
    const step = { type: 'step-start' };
    const call = { type: 'tool-clock', toolCallId: 'c', state: 'output-available', input: { zone: 'UTC+1' } };
    const parts = [
      step,
      { type: 'reasoning', text: 'eight bt' },
      call,
      step,
      { type: 'text', text: '十二 bytes' },
    ];
    expect(findContinuation(body(parts))).toMatchObject({ steps: 0, outputTokens: 0 });
    const counted = { steps: 1, outputTokens: 9 };
    expect(findContinuation(body(parts, 'continue-message', { count: 1 }))).toMatchObject(counted);
  });

  test('is undefined for a new answer or when the last message is a question', () => {
    expect(findContinuation(body([{ type: 'text', text: 'one' }], 'regenerate-message'))).toBeUndefined();
    const asked = startRunSchema.parse({ trigger: 'continue-message', messages: [question] });
    expect(findContinuation(asked)).toBeUndefined();
  });
});

test('asks the model to start with the last words, from the start of a word', () => {
  const text = `${'word '.repeat(30)}and "quoted"`;
  const [message] = createRestRequest(cut(text));
  const request =
    message?.role === 'user' ? message.content.map((part) => 'text' in part && part.text).join('') : '';
  expect(isRestRequest(request)).toBe(true);
  expect(request).toContain('word word and \\"quoted\\"", letter by letter');
  expect(isRestRequest('Go on.')).toBe(false);
});

describe('the events of a continuation', () => {
  const start: RunEvent = { type: 'text-start', id: '1' };
  const end: RunEvent = { type: 'text-end', id: '1' };
  const delta = (text: string): RunEvent => ({ type: 'text-delta', id: '1', delta: text });
  const marked = { ...start, providerMetadata: { runnel: { continues: true } } };

  test('start no new step, mark the text, and omit the overlap', () => {
    const events = join('The river ran', [
      { type: 'start-step' },
      start,
      delta('The river '),
      delta('ran down.'),
      end,
      { type: 'finish-step' },
    ]);
    expect(events).toEqual([marked, delta(' down.'), end, { type: 'finish-step' }]);
  });

  test('may start with reasoning', () => {
    const reasoning: RunEvent = { type: 'reasoning-start', id: 'r' };
    expect(join('One', [{ type: 'start-step' }, reasoning, start, delta(' two')])).toEqual([
      reasoning,
      marked,
      delta(' two'),
    ]);
  });

  test('have no text if the model only repeats it and calls a tool, even when the text ends late', () => {
    const call: RunEvent = { type: 'tool-input-start', toolCallId: 'c', toolName: 'clock' };
    expect(join('The river ran', [start, delta('The river ran'), end, call])).toEqual([call]);
    expect(join('The river ran', [start, delta('The river ran'), call, end])).toEqual([call]);
    expect(join('The river ran', [start, delta('The river ran'), call, delta(' on'), end])).toEqual([
      call,
      marked,
      delta(' on'),
      end,
    ]);
  });

  test('include held-back text at the end of the run', () => {
    expect(join('The river ran', [start, delta('The riv')])).toEqual([marked, delta('The riv')]);
  });

  test('after a tool call belong to a step of their own', () => {
    const call: RunEvent = { type: 'tool-input-start', toolCallId: 'c', toolName: 'clock' };
    const step: RunEvent = { type: 'start-step' };
    expect(join('One', [step, call, step, start, delta('One')])).toEqual([call, step, start, delta('One')]);
  });
});
