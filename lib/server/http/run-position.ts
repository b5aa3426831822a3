import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

/** Where a request wants to start reading: at a number from the end of what there is; undefined without a wish. */
export type RunStartPoint = { last: number } | undefined;

/** A client polls for at most this long. Proxies cut an idle request after 60 s, some after 30. */
const MAX_WAIT_S = 60;
const MAX_TAIL = 1_000_000;

/** Reads `?from=now`, which skips what there is, and `?tail=50`, which skips all but the last 50 events. @throws ChatError `invalid-request` */
export function parseStartPoint(request: Request): RunStartPoint {
  const { searchParams } = new URL(request.url);
  const from = searchParams.get('from');
  const last = parseNumber(searchParams, 'tail', MAX_TAIL);
  if (from !== null && from !== 'now') throw new ChatError('invalid-request', '`from` can only be `now`.');
  if (from === 'now') return { last: 0 };
  return last === undefined ? undefined : { last };
}

/** Reads `?wait=25`, the seconds for which a long poll waits for events. @throws ChatError `invalid-request` */
export function parseWaitMs(request: Request): number | undefined {
  const seconds = parseNumber(new URL(request.url).searchParams, 'wait', MAX_WAIT_S);
  return seconds === undefined ? undefined : seconds * 1_000;
}

function parseNumber(searchParams: URLSearchParams, name: string, max: number): number | undefined {
  const value = searchParams.get(name);
  if (value === null) return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number <= max) return number;
  throw new ChatError('invalid-request', `\`${name}\` is a whole number from 0 to ${max}.`);
}
