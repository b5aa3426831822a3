import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { isRunId, type RunId } from '#lib/protocol/ids.ts';

/** Where to read from: after an event of a run, from its start, or only what comes from now on. */
export type StreamOffset = { runId: RunId; seq: number } | 'start' | 'now';

export type LiveMode = 'long-poll' | 'sse';

/** Clients compare offsets as text, so the number of the event comes first and has a fixed length. */
export function encodeOffset(runId: RunId, seq: number): string {
  return `${String(seq).padStart(15, '0')}_${runId}`;
}

/** Reads `?offset=`. @throws ChatError `invalid-request` */
export function parseOffset({ searchParams }: URL): StreamOffset | undefined {
  const [value, ...more] = searchParams.getAll('offset');
  if (value === undefined) return undefined;
  const isOne = more.length === 0;
  if (isOne && value === '-1') return 'start';
  if (isOne && value === 'now') return 'now';
  const [, seq, runId] = /^(\d{15})_(.+)$/.exec(value) ?? [];
  if (!isOne || !isRunId(runId)) {
    throw new ChatError('invalid-request', '`offset` is -1, now, or a Stream-Next-Offset of this stream.');
  }
  return { runId, seq: Number(seq) };
}

/** Reads `?live=`. @throws ChatError `invalid-request` */
export function parseLiveMode({ searchParams }: URL): LiveMode | undefined {
  const live = searchParams.get('live');
  if (live === null) return undefined;
  if (live !== 'long-poll' && live !== 'sse') {
    throw new ChatError('invalid-request', '`live` is long-poll or sse.');
  }
  if (!searchParams.get('offset')) throw new ChatError('invalid-request', 'A live mode needs an `offset`.');
  return live;
}
