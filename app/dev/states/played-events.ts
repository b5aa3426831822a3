import { AnswerBuilder } from '#lib/protocol/answer-builder.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { ChatMessage, RunEvent } from '#lib/protocol/run-event.ts';

/** The events up to and including the last one of this type: a run that is still live. */
export function eventsUntil(events: readonly RunEvent[], type: RunEvent['type']): RunEvent[] {
  return events.slice(0, events.findLastIndex((event) => event.type === type) + 1);
}

/** The answer that the page builds from these events. */
export function toAnswer(events: readonly RunEvent[]): ChatMessage {
  const answer = new AnswerBuilder({ id: 'answer', parts: [] });
  for (const event of events) answer.apply(event);
  return answer.message;
}

/** The first tool call of the answer that the page builds from these events. */
export function toCall(events: readonly RunEvent[]): CallPart {
  const call = toAnswer(events).parts.find((part) => part.type === 'dynamic-tool');
  if (call === undefined) throw new Error('These events hold no tool call.');
  return call;
}
