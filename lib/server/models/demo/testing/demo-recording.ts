import 'server-only';
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { advanceUntil } from '#lib/server/testing/fake-time.ts';
import { demoModel } from '../demo-model.ts';

export type Part = LanguageModelV4StreamPart;
export type Prompt = LanguageModelV4CallOptions['prompt'];

export const ask = (text: string): Prompt => [{ role: 'user', content: [{ type: 'text', text }] }];

/** Records every part of an answer with its time in milliseconds. */
export async function record(prompt: Prompt, options: Partial<LanguageModelV4CallOptions> = {}) {
  const startedAt = Date.now();
  const recorded: { at: number; part: Part }[] = [];
  const { stream } = await demoModel.doStream({ prompt, ...options });
  const reading = (async () => {
    for await (const part of stream) recorded.push({ at: Date.now() - startedAt, part });
  })();
  return { recorded, reading };
}
/** Plays an answer to its end with fake timers, and returns its parts and text. */
export async function answer(prompt: Prompt, options: Partial<LanguageModelV4CallOptions> = {}) {
  const { recorded, reading } = await record(prompt, options);
  await advanceUntil(reading);
  const parts = recorded.map(({ part }) => part);
  const written = (type: 'text-delta' | 'reasoning-delta') =>
    parts.map((part) => (part.type === type ? part.delta : '')).join('');
  return {
    recorded,
    parts,
    types: parts.map(({ type }) => type),
    text: written('text-delta'),
    thought: written('reasoning-delta'),
  };
}
