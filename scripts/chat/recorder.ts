import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import {
  createEventLine,
  encodeLine,
  RECORDING_FORMAT,
  RECORDING_VERSION,
} from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { getConfiguredSecrets } from '#lib/server/platform/configured-secrets.ts';
import packageJson from '../../package.json' with { type: 'json' };

/** Writes the events of one answer to a file as they arrive, so that a crash loses at most the last line. */
export class Recorder {
  readonly #file: WriteStream;
  readonly #startedAt = Date.now();
  readonly #start = performance.now();
  #seq = 0;
  /** Why the file lacks events: the disk is full, for example. The answer goes on. */
  error: Error | undefined;

  constructor(file: WriteStream) {
    this.#file = file;
    file.on('error', (error) => {
      this.error = error;
    });
  }

  /** Passes events on, and records them with the time at which each was read. */
  async *record(runId: string, events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent> {
    for await (const event of events) {
      const t = Math.round((performance.now() - this.#start) * 100) / 100;
      if (this.#seq === 0) await this.#write(this.#createHeader(runId, event));
      await this.#write(createEventLine(t, ++this.#seq, event));
      yield event;
    }
  }

  /** Resolves once everything is in the file. */
  async close(): Promise<void> {
    if (this.error) return;
    this.#file.end();
    await once(this.#file, 'close').catch(() => undefined); // `error` has the reason
  }

  #createHeader(runId: string, first: RunEvent): Parameters<typeof encodeLine>[0] {
    const model = first.type === 'start' ? first.messageMetadata?.model : undefined;
    return {
      format: RECORDING_FORMAT,
      version: RECORDING_VERSION,
      runId,
      ...(model ? { model } : {}),
      startedAt: this.#startedAt,
      app: `Runnel ${packageJson.version}`,
      agent: `Node.js ${process.version}`,
      request: { messages: 1 },
    };
  }

  async #write(line: Parameters<typeof encodeLine>[0]): Promise<void> {
    if (this.error || this.#file.write(`${removeSecrets(encodeLine(line))}\n`)) return;
    await once(this.#file, 'drain').catch(() => undefined);
  }
}

/** Creates or empties a file, which only its owner can read if it is new. @throws when it cannot be written */
export async function openRecorder(path: string): Promise<Recorder> {
  const file = createWriteStream(path, { mode: 0o600 });
  await once(file, 'open');
  return new Recorder(file);
}

/** A model or a tool may repeat a secret of the settings, as an echo server does. */
function removeSecrets(line: string): string {
  let clean = line;
  for (const secret of getConfiguredSecrets()) {
    clean = clean.replaceAll(JSON.stringify(secret).slice(1, -1), '…');
  }
  return clean;
}
