import 'client-only';
import { encodeHeartbeat, type ModelSilence } from '#lib/protocol/model-silence.ts';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import type { EventBatch, RunPosition } from '../run-events.ts';

/** The response to a long poll, as docs/http.md has it. */
type Poll = {
  events: (RunEvent & { from?: number })[];
  next: string;
  closed: boolean;
} & Partial<ModelSilence>;

/** The time between two polls: words that come meanwhile arrive together, five times a second. */
const INTERVAL_MS = 200;

/**
 * Reads the response to a long poll, and waits until the next one may be sent.
 * @returns the number of the event after which to poll next, 0 if the run has to be replayed because these events repeat a part of
 *   what has arrived; undefined when the run is closed
 */
export async function* readPoll(
  response: Response,
  { seq: lastSeq }: RunPosition,
  signal: AbortSignal,
  onReceived?: (received: Uint8Array | EventBatch) => void,
): AsyncGenerator<EventBatch, number | undefined> {
  const { events, next, closed, silentMs, keepAlives = 0 }: Poll = await response.json();
  const seq = Number(next.split(':')[1]);
  const from = events[0]?.from ?? lastSeq + 1;
  if (from !== lastSeq + 1) return 0;
  const batch: EventBatch = {
    from: lastSeq + 1,
    seq,
    events,
    isTerminated: events.some(isTerminal),
    heartbeat: silentMs === undefined ? '' : `: ${encodeHeartbeat({ silentMs, keepAlives })}`,
  };
  onReceived?.(batch);
  yield batch;
  if (closed) return undefined;
  await pause(signal);
  return seq;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, INTERVAL_MS);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
