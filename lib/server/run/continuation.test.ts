import { describe, expect, test } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { startRunSchema } from '#lib/protocol/start-run.ts';
import { createRestRequest, findContinuation, isRestRequest, joinContinuation } from './continuation.ts';

const question = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] };
const body = (parts: unknown[], trigger = 'continue-message') =>
  startRunSchema.parse({ trigger, messages: [question, { id: 'a', role: 'assistant', parts }] });
const cut = (text: string) => ({
  messageId: 'a',
  continues: { parts: 1, characters: text.length },
  text,
  steps: 0,
});

/** The events as they leave the seam. */
function join(text: string, events: RunEvent[]): RunEvent[] {
  const joined: RunEvent[] = [];
  const continued = joinContinuation(cut(text), (event) => void joined.push(event));
  for (const event of events) continued.emit(event);
  continued.flush();
  return joined;
}

describe('what is continued', () => {
  test('is the last answer, from the end of its text', () => {
    expect(findContinuation(body([{ type: 'step-start' }, { type: 'text', text: 'one' }]))).toEqual({
      messageId: 'a',
      continues: { parts: 2, characters: 3 },
      text: 'one',
      steps: 0,
    });
  });

  test('is asked for anew after the last part when that is no text', () => {
    const thought = { type: 'reasoning', text: 'hm' };
    expect(findContinuation(body([thought]))).toEqual({
      messageId: 'a',
      continues: { parts: 1, characters: 0 },
      text: '',
      steps: 0,
    });
    expect(createRestRequest({ ...cut(''), text: '' })).toEqual([]);
  });

  test('is the next step when the calls of the last one have been seen to, for a stock client too', () => {
    const step = { type: 'step-start' };
    const call = { type: 'tool-clock', toolCallId: 'c', state: 'approval-responded', input: {} };
    const parts = [step, { ...call, state: 'output-available' }, step, call, { type: 'text', text: 'hm' }];
    const next = { text: '', steps: 2, continues: { parts: 5, characters: 0 } };
    expect(findContinuation(body(parts))).toMatchObject(next);
    expect(findContinuation(body(parts, 'submit-message'))).toMatchObject(next);
    expect(findContinuation(body(parts, 'regenerate-message'))).toBeUndefined();
  });

  test('has all its steps again when a call was left without a result', () => {
    const call = { type: 'tool-clock', toolCallId: 'c', state: 'input-available', input: {} };
    expect(findContinuation(body([{ type: 'step-start' }, call]))).toMatchObject({ text: '', steps: 0 });
    expect(findContinuation(body([{ type: 'step-start' }, call], 'submit-message'))).toBeUndefined();
  });

  test('is nothing when a new answer is asked for, or the last message is a question', () => {
    expect(findContinuation(body([{ type: 'text', text: 'one' }], 'regenerate-message'))).toBeUndefined();
    const asked = startRunSchema.parse({ trigger: 'continue-message', messages: [question] });
    expect(findContinuation(asked)).toBeUndefined();
  });
});

test('the model is asked to begin with the last words, from a whole word on', () => {
  const text = `${'word '.repeat(30)}and "quoted"`;
  const [message] = createRestRequest(cut(text));
  const said =
    message?.role === 'user' ? message.content.map((part) => 'text' in part && part.text).join('') : '';
  expect(isRestRequest(said)).toBe(true);
  expect(said).toContain('word word and \\"quoted\\"", letter by letter');
  expect(isRestRequest('Go on.')).toBe(false);
});

describe('the events of the rest', () => {
  const start: RunEvent = { type: 'text-start', id: '1' };
  const end: RunEvent = { type: 'text-end', id: '1' };
  const word = (delta: string): RunEvent => ({ type: 'text-delta', id: '1', delta });
  const marked = { ...start, providerMetadata: { runnel: { continues: true } } };

  test('begin no new step, mark the text, and leave out what was said before', () => {
    const events = join('The river ran', [
      { type: 'start-step' },
      start,
      word('The river '),
      word('ran down.'),
      end,
      { type: 'finish-step' },
    ]);
    expect(events).toEqual([marked, word(' down.'), end, { type: 'finish-step' }]);
  });

  test('may have thoughts first', () => {
    const thought: RunEvent = { type: 'reasoning-start', id: 'r' };
    expect(join('One', [{ type: 'start-step' }, thought, start, word(' two')])).toEqual([
      thought,
      marked,
      word(' two'),
    ]);
  });

  test('give out at the end of the run what was held back', () => {
    expect(join('The river ran', [start, word('The riv')])).toEqual([marked, word('The riv')]);
  });

  test('after a call are a step and a text of their own', () => {
    const call: RunEvent = { type: 'tool-input-start', toolCallId: 'c', toolName: 'clock' };
    const step: RunEvent = { type: 'start-step' };
    expect(join('One', [step, call, step, start, word('One')])).toEqual([call, step, start, word('One')]);
  });
});
