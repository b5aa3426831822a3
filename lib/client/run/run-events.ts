import 'client-only';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { BodyReader } from '#lib/sse/body-reader.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { SILENCE_MS } from './run-connection.ts';

/** What one read of a connection brought. A heartbeat brings no events. */
export type EventBatch = { seq: number; events: RunEvent[]; isTerminated: boolean };

/**
 * Reads the events after number `lastSeq` from one connection, until it ends. Cancels the connection when it is silent, without
 * even a heartbeat, for too long.
 */
export async function* readEvents(
  response: Response,
  lastSeq: number,
  signal: AbortSignal,
): AsyncGenerator<EventBatch> {
  if (response.body === null) return;
  const reader = new BodyReader(response.body);
  const decoder = new SseDecoder();
  const cancel = () => reader.cancel();
  let lastActivityAt = Date.now();
  const watchdog = setInterval(() => Date.now() - lastActivityAt >= SILENCE_MS && cancel(), SILENCE_MS / 5);
  signal.addEventListener('abort', cancel, { once: true });
  let seq = lastSeq;
  try {
    for (;;) {
      const chunks = await reader.next();
      if (chunks === undefined) return;
      lastActivityAt = Date.now();
      const events: RunEvent[] = [];
      let isTerminated = false;
      for (const frame of chunks.flatMap((chunk) => decoder.push(chunk))) {
        const frameSeq = Number(frame.id);
        if (frame.data === '[DONE]' || !(frameSeq > seq)) continue;
        const event = JSON.parse(frame.data) as RunEvent;
        seq = frameSeq;
        events.push(event);
        isTerminated ||= isTerminal(event);
      }
      yield { seq, events, isTerminated };
    }
  } finally {
    clearInterval(watchdog);
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
