import { describe, expect, test } from 'vitest';
import { messageSchema } from '#lib/protocol/message-schema.ts';
import { toPrompt } from './prompt.ts';

type Part = Record<string, unknown> & { type: string };
/** A message as the request schema parses it. */
const message = (role: string, ...parts: Part[]) => messageSchema.parse({ id: 'x', role, parts });
const text = (text: string) => ({ type: 'text', text });
const question = message('user', text('hi'));
const asked = { role: 'user', content: [{ type: 'text', text: 'hi' }] };

describe('a prompt', () => {
  test('starts with the instructions as a system message', () => {
    expect(toPrompt([question], 'Be brief.')).toEqual([{ role: 'system', content: 'Be brief.' }, asked]);
    expect(toPrompt([question], '')).toEqual([asked]);
    expect(toPrompt([question])).toEqual([asked]);
  });

  test('contains only the text of a system message', () => {
    const system = message('system', text('a'), { type: 'data-x', data: 1 }, text('b'));
    expect(toPrompt([system, question])[0]).toEqual({ role: 'system', content: 'a\nb' });
  });

  test('keeps the text and files of a question in order', () => {
    const image = {
      type: 'file',
      mediaType: 'image/png',
      url: 'data:image/png;base64,AAAA',
      filename: 'a.png',
    };
    const link = { type: 'file', mediaType: 'application/pdf', url: 'https://a.example/b.pdf' };
    expect(toPrompt([message('user', text('a'), image, link, text('b'))])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'a' },
          { type: 'file', mediaType: 'image/png', filename: 'a.png', data: { type: 'data', data: 'AAAA' } },
          {
            type: 'file',
            mediaType: 'application/pdf',
            data: { type: 'url', url: new URL('https://a.example/b.pdf') },
          },
          { type: 'text', text: 'b' },
        ],
      },
    ]);
  });

  test('skips unknown parts', () => {
    const odd = message('user', { type: 'data-weather', data: 1 }, text('hi'), { type: 'hologram' });
    expect(toPrompt([odd])).toEqual([asked]);
  });

  test('contains text files as text with their names', () => {
    const url = `data:text/plain;base64,${btoa(String.fromCharCode(...new TextEncoder().encode('涓流 <b>')))}`;
    const file = message('user', { type: 'file', mediaType: 'text/plain', filename: 'a"b.md', url });
    expect(toPrompt([file])).toEqual([
      { role: 'user', content: [{ type: 'text', text: '<file name="a_b.md">\n涓流 <b>\n</file>' }] },
    ]);
  });

  test.each([
    'data:text/plain;base64,*',
    'http://a.example/b.png',
    'data:text/plain,hello',
    'https://',
    'file:///etc/passwd',
    'blob:https://a/b',
    'javascript:alert(1)',
    '',
  ])('rejects a file at %j', (url) => {
    const file = message('user', { type: 'file', mediaType: 'image/png', url });
    expect(() => toPrompt([file])).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });

  test.each([
    ['only an answer', [message('assistant', text('a'))]],
    ['only a system message', [message('system', text('a'))]],
    ['a question without parts', [message('user')]],
    ['an empty question', [message('user', text(''))]],
    ['a question of unknown parts', [message('user', { type: 'data-x' })]],
  ])('rejects messages with %s', (_, messages) => {
    expect(() => toPrompt(messages, 'Be brief.')).toThrow(
      expect.objectContaining({ code: 'invalid-request', message: expect.stringContaining('no question') }),
    );
  });
});

describe('an earlier answer', () => {
  const call = (change: Record<string, unknown> = {}) => ({
    type: 'dynamic-tool',
    toolName: 'clock',
    toolCallId: 'c1',
    state: 'output-available',
    input: { zone: 'UTC' },
    output: { text: 'noon' },
    ...change,
  });
  const answered = (...parts: Part[]) => toPrompt([question, message('assistant', ...parts)]).slice(1);
  const named = { toolCallId: 'c1', toolName: 'clock' };

  test('is its text, without reasoning, sources and empty parts', () => {
    const parts = [
      { type: 'step-start' },
      { type: 'reasoning', text: 'hm' },
      text(''),
      text('Noon.'),
      { type: 'source-url', sourceId: 's', url: 'https://a/' },
    ];
    expect(answered(...parts)).toEqual([{ role: 'assistant', content: [{ type: 'text', text: 'Noon.' }] }]);
    expect(answered({ type: 'reasoning', text: 'hm' })).toEqual([]);
  });

  test('with tool calls is split into steps', () => {
    const steps = [
      { type: 'step-start' },
      text('Let me look.'),
      call(),
      { type: 'step-start' },
      text('Noon.'),
    ];
    expect(answered(...steps)).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', ...named, input: { zone: 'UTC' } },
        ],
      },
      {
        role: 'tool',
        content: [{ type: 'tool-result', ...named, output: { type: 'json', value: { text: 'noon' } } }],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Noon.' }] },
    ]);
  });

  test.each([
    [{ output: undefined }, { type: 'json', value: null }],
    [
      { state: 'output-error', errorText: 'No.' },
      { type: 'error-text', value: 'No.' },
    ],
    [{ state: 'output-error' }, { type: 'error-text', value: 'The tool failed.' }],
    [{ state: 'output-denied' }, { type: 'execution-denied' }],
  ])('converts a call with %j to the result %j', (change, output) => {
    expect(answered(call(change))[1]).toEqual({
      role: 'tool',
      content: [{ type: 'tool-result', ...named, output }],
    });
  });

  test('takes the name of a typed tool from the part type, and a missing input as {}', () => {
    expect(answered(call({ type: 'tool-clock', toolName: undefined, input: undefined }))[0]).toEqual({
      role: 'assistant',
      content: [{ type: 'tool-call', ...named, input: {} }],
    });
  });

  test.each(['input-streaming', 'input-available', 'approval-requested', 'approval-responded'])(
    'omits a call in state %s, which has no result',
    (state) =>
      expect(answered(text('a'), call({ state }))).toEqual([
        { role: 'assistant', content: [{ type: 'text', text: 'a' }] },
      ]),
  );
});
