import {
  MAX_RECORDING_BYTES,
  MAX_RECORDING_LINES,
  RECORDING_FORMAT,
  RECORDING_VERSION,
  type Recording,
  type RecordingHeader,
  type RecordingLine,
} from './recording.ts';
import { defineShape, findFault, type Shape } from './shapes.ts';

/** A file is no recording, or a damaged one. `line` counts from 1; 0 is the file as a whole. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly line: number;

  constructor(line: number, problem: string) {
    super(line === 0 ? problem : `Line ${line}: ${problem}`);
    this.line = line;
  }
}

const HEADER = defineShape({
  runId: 'id',
  model: 'string?',
  startedAt: 'number',
  app: 'string',
  agent: 'string?',
  request: 'object?',
  continues: 'answer?',
});

const LINES: Record<RecordingLine['type'], Shape> = {
  event: defineShape({ seq: 'count', bytes: 'count', event: 'event' }),
  request: defineShape({ method: 'string', after: 'count', polls: 'boolean?' }),
  open: defineShape({ status: 'count' }),
  close: defineShape({ reason: 'string' }),
  comment: defineShape({ text: 'string' }),
  task: defineShape({ from: 'number', ms: 'number' }),
  delay: defineShape({ ms: 'number', seq: 'count' }),
};

/**
 * Reads a recording, in time that is linear in its length. Empty lines are skipped, and so are lines and events of types that only a
 * newer version knows. A last line that is cut off is dropped, as a crash leaves it.
 * @throws RecordingError names the first bad line
 */
export function parseRecording(text: string): Recording {
  if (text.length > MAX_RECORDING_BYTES)
    throw new RecordingError(0, `The file is larger than ${MAX_RECORDING_BYTES / 2 ** 20} MB.`);
  let header: RecordingHeader | undefined;
  const lines: RecordingLine[] = [];
  let lastT = 0;
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak === -1 ? text.length : lineBreak;
    const source = text.slice(number === 0 && text.charCodeAt(0) === 0xfeff ? 1 : start, end).trim();
    start = end + 1;
    number++;
    if (source === '') continue;
    if (lines.length >= MAX_RECORDING_LINES)
      throw new RecordingError(number, `A recording has at most ${MAX_RECORDING_LINES} lines.`);
    const value = parseJson(source);
    if (value === undefined) {
      if (header && lineBreak === -1) break;
      throw new RecordingError(number, header ? 'This is no JSON object.' : 'This is no recording of a run.');
    }
    if (header === undefined) {
      header = checkHeader(value, number);
      continue;
    }
    const line = checkLine(value, lastT, number);
    if (line === undefined) continue;
    lastT = line.t;
    lines.push(line);
  }
  if (header === undefined) throw new RecordingError(0, 'The file is empty.');
  return { header, lines };
}

function parseJson(source: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(source);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function checkHeader(value: Record<string, unknown>, number: number): RecordingHeader {
  if (value.format !== RECORDING_FORMAT) throw new RecordingError(number, 'This is no recording of a run.');
  if (value.version !== RECORDING_VERSION)
    throw new RecordingError(number, `This version of Runnel reads version ${RECORDING_VERSION}.`);
  const fault = findFault(value, HEADER);
  if (fault) throw new RecordingError(number, fault);
  return value as RecordingHeader;
}

/** @returns undefined for a line that only a newer version knows */
function checkLine(value: Record<string, unknown>, lastT: number, number: number): RecordingLine | undefined {
  const { t, type } = value;
  if (typeof type !== 'string') throw new RecordingError(number, '"type" must be a string.');
  if (typeof t !== 'number' || !(t >= 0))
    throw new RecordingError(number, '"t" must be a number, at least 0.');
  if (t < lastT) throw new RecordingError(number, `"t" is ${t}, before the ${lastT} of the line before.`);
  if (!Object.hasOwn(LINES, type)) return undefined;
  const fault = findFault(value, LINES[type as RecordingLine['type']]);
  if (fault) throw new RecordingError(number, fault);
  return value as RecordingLine;
}
