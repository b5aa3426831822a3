import 'server-only';
import { AnswerBuilder } from '#lib/protocol/answer-builder.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { MessagePart, RunEvent } from '#lib/protocol/run-event.ts';
import type { Random } from '#lib/server/testing/seeded-random.ts';
import type { LogBatch, RunInfo, RunLogReader } from '../run-log.ts';

export const start: RunEvent = { type: 'text-start', id: 't' };
export const delta = (text: string): RunEvent => ({ type: 'text-delta', id: 't', delta: text });
export const end: RunEvent = { type: 'text-end', id: 't' };
export const finish: RunEvent = { type: 'finish', finishReason: 'stop' };
export const abort: RunEvent = { type: 'abort', reason: 'stopped' };

export function createRunInfo(change: Partial<Record<'runId' | 'chatId' | 'owner', string>> = {}): RunInfo {
  const { runId = 'run-1', chatId = 'chat-1', owner = 'ann' } = change;
  return { runId: runId as RunId, chatId: chatId as ChatId, owner, model: 'm', startedAt: Date.now() };
}

/** Reads to the terminal event. */
export async function readToEnd(reader: RunLogReader): Promise<LogBatch> {
  const entries: LogBatch = [];
  for (let batch = await reader.next(); batch !== undefined; batch = await reader.next())
    entries.push(...batch);
  return entries;
}

/** Returns the concatenated text deltas. */
export function joinText(entries: LogBatch): string {
  return entries.map(({ event }) => (event.type === 'text-delta' ? event.delta : '')).join('');
}

/** Creates text, reasoning and tool calls in random order, each with its start, deltas and end. */
export function createRandomAnswer(random: Random): RunEvent[] {
  const events: RunEvent[] = [];
  for (let part = 0; part < 1 + random.below(5); part++) {
    const id = String(part);
    const words = Array.from({ length: random.below(12) }, (_, index) => `${part}.${index} `);
    const kind = random.below(3);
    if (kind === 0) {
      events.push({ type: 'tool-input-start', toolCallId: id, toolName: 'clock' });
      for (const word of words)
        events.push({ type: 'tool-input-delta', toolCallId: id, inputTextDelta: word });
      events.push({ type: 'tool-input-available', toolCallId: id, toolName: 'clock', input: { part } });
    } else {
      const type = kind === 1 ? 'text' : 'reasoning';
      events.push({ type: `${type}-start`, id });
      for (const word of words) events.push({ type: `${type}-delta`, id, delta: word });
      events.push({ type: `${type}-end`, id });
    }
  }
  return events;
}

/** Builds the message parts that a client would show. */
export function buildParts(entries: LogBatch): MessagePart[] {
  const answer = new AnswerBuilder({ id: 'a', parts: [] });
  for (const { event } of entries) answer.apply(event);
  return answer.message.parts;
}
