import 'client-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isTerminal, PLANNED_CLOSE, type RunEvent } from '#lib/protocol/run-event.ts';
import { createFrameDecoder } from '#lib/protocol/stream/event-frames.ts';
import { BodyReader } from '#lib/sse/body-reader.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { SILENCE_MS } from './run-request.ts';

/** The run that is read, and the number of its last event that has arrived. */
export type RunPosition = { runId: string; seq: number };

/**
 * What one read of a connection brought: the events from number `from` to `seq`, deltas merged. None for a heartbeat, whose
 * comments may say how long the model has been silent.
 */
export type EventBatch = {
  from: number;
  seq: number;
  events: RunEvent[];
  isTerminated: boolean;
  /** The comments, with their colons. */
  heartbeat?: string;
};

/** A connection does not continue where the last one ended: it lacks events, or repeats a part of a merged one. */
export class WrongPositionError extends Error {
  override readonly name = 'WrongPositionError';
}

/**
 * Reads the events after `position` from one connection, until it ends. Cancels the connection when it is silent, without
 * even a heartbeat, for too long.
 * @param onReceived is called with each chunk as it arrives, which may be before the batch is asked for
 * @returns the position from which the next connection continues at once, if the server has closed this one on purpose
 * @throws ChatError `run-changed` when the events of another run arrive; WrongPositionError
 */
export async function* readEvents(
  response: Response,
  { runId, seq: lastSeq }: RunPosition,
  signal: AbortSignal,
  onReceived?: (received: Uint8Array | EventBatch) => void,
): AsyncGenerator<EventBatch, number | undefined> {
  if (response.body === null) return undefined;
  const reader = new BodyReader(response.body, onReceived);
  const decoder = new SseDecoder();
  const readFrame = createFrameDecoder();
  const cancel = () => reader.cancel();
  let lastActivityAt = performance.now();
  const watchdog = setInterval(
    () => performance.now() - lastActivityAt >= SILENCE_MS && cancel(),
    SILENCE_MS / 5,
  );
  const listening = new AbortController();
  const options = { signal: listening.signal };
  signal.addEventListener('abort', cancel, options);
  // The browser had frozen the tab, or the device was offline: the connection has probably died unnoticed.
  globalThis.document?.addEventListener('resume', cancel, options);
  globalThis.addEventListener('online', cancel, options);
  let seq = lastSeq;
  try {
    for (;;) {
      const chunks = await reader.next();
      if (chunks === undefined) return decoder.comments.endsWith(PLANNED_CLOSE) ? seq : undefined;
      lastActivityAt = performance.now();
      const batch: EventBatch = { from: seq + 1, seq, events: [], isTerminated: false };
      let heartbeat = '';
      const decode = (chunk: Uint8Array) => {
        const frames = decoder.push(chunk);
        heartbeat += decoder.comments;
        return frames;
      };
      for (const frame of chunks.flatMap(decode)) {
        if (frame.data === '[DONE]') continue;
        const { from, event, ...numbered } = readFrame(frame);
        if (numbered.runId !== runId)
          throw new ChatError('run-changed', 'Another run has taken the place of this one.');
        if (!(numbered.seq > seq)) continue;
        if (seq > 0 && seq === lastSeq && from !== seq + 1)
          throw new WrongPositionError(`${from} after ${seq}`);
        seq = batch.seq = numbered.seq;
        batch.events.push(event);
        batch.isTerminated ||= isTerminal(event);
      }
      yield { ...batch, heartbeat };
    }
  } finally {
    clearInterval(watchdog);
    listening.abort();
    cancel();
  }
}
