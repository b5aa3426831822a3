import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatMessage, MessagePart, RunMetadata } from '#lib/protocol/run-event.ts';
import { checkAnswer } from './answer-checksum.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const text = (text: string): MessagePart => ({ type: 'text', text });
const step: MessagePart = { type: 'step-start' };
const reasoning: MessagePart = { type: 'reasoning', text: 'hm' };

function answer(written: string, parts: MessagePart[], metadata: Partial<RunMetadata> = {}): ChatMessage {
  const sha256 = createHash('sha256').update(written).digest('hex');
  return {
    id: 'a',
    role: 'assistant',
    parts,
    metadata: { runId: 'r', model: 'm', startedAt: 0, sha256, ...metadata },
  };
}

describe('the checksum of an answer', () => {
  test('matches its text, over all its parts', async () => {
    const parts = [step, reasoning, text('涓流 '), step, text('👋🏽')];
    expect(await checkAnswer(answer('涓流 👋🏽', parts))).toBe(true);
  });

  test('differs when text is missing, repeated or changed', async () => {
    for (const changed of ['salt', 'salt saltwater', 'salt  water', ''])
      expect(await checkAnswer(answer('salt water', [text(changed)]))).toBe(false);
  });

  test('is that of the last run, in a text that it continues, and after one', async () => {
    const continued = answer('water', [step, text('Salt '), text('and water')], {
      continues: { parts: 3, characters: 4 },
    });
    expect(await checkAnswer(continued)).toBe(true);
    const call: MessagePart = {
      type: 'dynamic-tool',
      toolCallId: 'c',
      toolName: 't',
      state: 'output-available',
      input: {},
      output: 1,
    };
    const after = answer('Done.', [text('Let me look. '), call, text('Done.')], {
      continues: { parts: 2, characters: 13 },
    });
    expect(await checkAnswer(after)).toBe(true);
  });

  test('is unknown without one, and where the browser cannot hash', async () => {
    const { sha256, ...metadata } = answer('a', []).metadata as RunMetadata;
    expect(await checkAnswer({ ...answer('a', [text('a')]), metadata })).toBeUndefined();
    vi.stubGlobal('crypto', {});
    expect(await checkAnswer(answer('a', [text('a')]))).toBeUndefined();
  });
});
