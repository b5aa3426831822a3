import { readFile, stat } from 'node:fs/promises';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { parseRecording, RecordingError } from '#lib/protocol/recording/parse-recording.ts';
import { MAX_RECORDING_BYTES, type Recording } from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { RepeatFilter } from '#lib/protocol/stream/repeat-filter.ts';
import { sleep } from '#lib/server/platform/sleep.ts';
import { AnswerCollector, type ChatAnswer } from '#lib/server/text-stream/chat-answer.ts';

/** The longest wait that a timer can do, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Reads a recording. @throws RecordingError, or the error of the file system */
export async function readRecordingFile(path: string): Promise<Recording> {
  const { size } = await stat(path);
  if (size > MAX_RECORDING_BYTES)
    throw new RecordingError(0, `The file is larger than ${MAX_RECORDING_BYTES / 2 ** 20} MB.`);
  return parseRecording(await readFile(path, 'utf8'));
}

/** A recorded answer that is streamed again, as `streamChat` streams an answer. */
export class ReplayedAnswer implements AsyncIterable<RunEvent> {
  readonly #recording: Recording;
  readonly #speed: number;
  readonly #signal: AbortSignal;
  readonly #collector = new AnswerCollector();

  /** @param signal ends the replay, which then has the outcome `stopped` */
  constructor(recording: Recording, { speed, signal }: { speed: number; signal: AbortSignal }) {
    this.#recording = recording;
    this.#speed = speed;
    this.#signal = signal;
  }

  /** The answer so far. */
  get answer(): ChatAnswer {
    const { answer } = this.#collector;
    return answer.outcome === undefined && this.#signal.aborted ? { ...answer, outcome: 'stopped' } : answer;
  }

  /**
   * The events at their recorded times, without those that a reader received twice.
   * @throws ChatError after the last event, if the run ended in an error
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent> {
    const repeats = new RepeatFilter();
    const start = performance.now();
    for (const line of this.#recording.lines) {
      if (line.type !== 'event') continue;
      await this.#waitUntil(start + line.t / this.#speed);
      if (this.#signal.aborted) return;
      const event = repeats.filter(line.event);
      if (event === undefined) continue;
      this.#collector.add(event);
      yield event;
    }
    const { error } = this.#collector.answer.metadata ?? {};
    if (error) throw new ChatError(error.code, error.message);
  }

  async #waitUntil(time: number): Promise<void> {
    for (let wait = time - performance.now(); wait > 0; wait = time - performance.now()) {
      await sleep(Math.min(wait, MAX_TIMER_MS), this.#signal).catch(() => undefined);
      if (this.#signal.aborted) return;
    }
  }
}
