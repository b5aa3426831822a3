import type { ChatMessage, RunEvent } from '../run-event.ts';
import type { RunSettings } from '../start-run.ts';

/** The extension and media type of a recording: JSON Lines, UTF-8, the header first. */
export const RECORDING_EXTENSION = '.run.jsonl';
export const RECORDING_MEDIA_TYPE = 'application/jsonl';

export const RECORDING_FORMAT = 'runnel-recording';
export const RECORDING_VERSION = 1;

/** What a reader takes at most. A recording of the page is at most a quarter of that. */
export const MAX_RECORDING_BYTES = 64 * 1024 * 1024;
export const MAX_RECORDING_LINES = 500_000;

/**
 * The first line. It has what a bug report needs: no address, no header of a request, no key, no cookie, no id of a chat, and nothing that
 * was said before, except the answer that the run continues.
 */
export type RecordingHeader = {
  format: typeof RECORDING_FORMAT;
  version: typeof RECORDING_VERSION;
  runId: string;
  /** Absent when the recording does not begin with the run. */
  model?: string;
  /** When `t` is 0, in epoch milliseconds of the recording program's clock. */
  startedAt: number;
  /** The program that has recorded, such as `Runnel 0.1.0`. */
  app: string;
  /** The browser or the runtime that has recorded. */
  agent?: string;
  /** What was asked for. Absent when the recording does not begin with the run. */
  request?: {
    trigger?: string;
    /** Without the instructions, which are personal. */
    settings?: Omit<RunSettings, 'instructions'>;
    /** The number of messages that were sent. */
    messages?: number;
  };
  /** The answer that the run continues, as it was before. */
  continues?: Pick<ChatMessage, 'id' | 'parts' | 'metadata'>;
};

/** Milliseconds since the start, by a monotonic clock. Never less than in the line before. */
type Timed = { t: number };

/** A frame of the stream, or an event of a poll. What a reader that begins again receives twice is recorded twice. */
export type EventLine = Timed & {
  type: 'event';
  seq: number;
  /** The size in UTF-8 of what was received for it, without the id. */
  bytes: number;
  /** A merged delta has the number of its first event in `from`. */
  event: RunEvent & { from?: number };
};

export type ConnectionLine = Timed &
  (
    | {
        /** A request is sent, with the number of the last event that has arrived. */
        type: 'request';
        method: 'GET' | 'POST';
        after: number;
        /** A long poll instead of a stream. */
        polls?: boolean;
      }
    /** The head of a response has arrived. */
    | { type: 'open'; status: number }
    /**
     * The connection has ended. `ended`: after the run's last event, or a poll. `planned`: the server closes it on purpose. `lost`: anything
     * else that nobody wanted. `left`: the page has closed it.
     */
    | { type: 'close'; reason: 'ended' | 'planned' | 'lost' | 'left' }
  );

/** Comments of the stream, with their colons: heartbeats with the model's silence and its keep-alives, the server's times. */
export type CommentLine = Timed & { type: 'comment'; text: string };

/** The browser was busy. `task`: its main thread had a long task from time `from` on. `delay`: event `seq` had arrived `ms` before the page took it. */
export type BusyLine = Timed &
  ({ type: 'task'; from: number; ms: number } | { type: 'delay'; ms: number; seq: number });

export type RecordingLine = EventLine | ConnectionLine | CommentLine | BusyLine;

export type Recording = { header: RecordingHeader; lines: RecordingLine[] };

/** Encodes one line, without the line break. */
export function encodeLine(line: RecordingHeader | RecordingLine): string {
  return JSON.stringify(line);
}

/** Encodes a whole recording. */
export function encodeRecording({ header, lines }: Recording): string {
  return `${[header, ...lines].map(encodeLine).join('\n')}\n`;
}

/** The line of an event that has not been received as JSON. */
export function createEventLine(t: number, seq: number, event: EventLine['event']): EventLine {
  const { length: bytes } = new TextEncoder().encode(JSON.stringify(event));
  return { t, type: 'event', seq, bytes, event };
}
