import 'client-only';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';
import { getDelta } from '#lib/protocol/run-event.ts';

const MAX_TEXT = 60;

/** Formats a time of a recording, such as `0:03.2` or `1:02:03.4`. */
export function formatPosition(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const [hours, minutes, seconds] = [tenths / 36_000, (tenths / 600) % 60, (tenths / 10) % 60].map(
    Math.floor,
  ) as [number, number, number];
  const pad = (value: number) => String(value).padStart(2, '0');
  const start = hours > 0 ? `${hours}:${pad(minutes)}` : minutes;
  return `${start}:${pad(seconds)}.${tenths % 10}`;
}

/** Names a line of a recording by the words of the protocol, for those who look for a fault. */
export function describeLine(line: RecordingLine): string {
  switch (line.type) {
    case 'event': {
      const delta = getDelta(line.event);
      const name = `#${line.seq} ${line.event.type}`;
      return delta === '' ? name : `${name} ${JSON.stringify(delta.slice(0, MAX_TEXT))}`;
    }
    case 'request':
      return `${line.method} after=${line.after}${line.polls ? ' poll' : ''}`;
    case 'open':
      return `HTTP ${line.status}`;
    case 'close':
      return `close ${line.reason}`;
    case 'comment':
      return line.text.trim().slice(0, MAX_TEXT);
    case 'task':
      return `task ${Math.round(line.ms)} ms`;
    case 'delay':
      return `#${line.seq} delay ${Math.round(line.ms)} ms`;
    default:
      return line satisfies never;
  }
}
