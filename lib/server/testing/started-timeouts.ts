import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { RunTimeouts, type TimeoutLimits } from '../generation/timeouts.ts';

/** Starts the timeouts of a run, which are off unless given, and records those that expire. */
export function startTimeouts(limits: Partial<TimeoutLimits>) {
  const expired: ChatError[] = [];
  const all = { firstTokenMs: 0, idleMs: 0, runMs: 0, ...limits };
  const timeouts = new RunTimeouts(all, (error) => expired.push(error));
  return { timeouts, codes: () => expired.map(({ code }) => code), expired };
}
