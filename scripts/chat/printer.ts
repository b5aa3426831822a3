import type { RunEvent, RunMetadata } from '#lib/protocol/run-event.ts';

/**
 * Prints an answer: its text, or with `json` its events, on stdout; its tool calls on stderr.
 * @param stopping ends a wait for a slow reader of stdout
 */
export class Printer {
  readonly #json: boolean;
  readonly #stopping: AbortSignal;
  readonly #toolNames = new Map<string, string>();
  /** The reader of the pipe closed it, as `head` does. That is not a failure. */
  pipeClosed = false;

  constructor({
    json,
    stopping,
    onPipeClosed,
  }: { json: boolean; stopping: AbortSignal; onPipeClosed(): void }) {
    this.#json = json;
    this.#stopping = stopping;
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.pipeClosed = true;
      onPipeClosed();
    });
  }

  /** Writes each event as it arrives, with backpressure. */
  async print(events: AsyncIterable<RunEvent>): Promise<void> {
    for await (const event of events) {
      if (this.#json) await this.#write(`${JSON.stringify(event)}\n`);
      else if (event.type === 'text-delta') await this.#write(event.delta);
      else this.#printToolEvent(event);
    }
  }

  /** In a terminal, puts the shell's prompt on a new line. A pipe gets the answer and nothing else. */
  endLine(text: string): void {
    if (!this.#json && process.stdout.isTTY && text !== '' && !text.endsWith('\n'))
      process.stdout.write('\n');
  }

  #printToolEvent(event: RunEvent): void {
    if (event.type === 'tool-input-available') {
      this.#toolNames.set(event.toolCallId, event.toolName);
      console.error(`→ ${event.toolName} ${JSON.stringify(event.input)}`);
    }
    if (event.type === 'tool-output-available') console.error(`← ${JSON.stringify(event.output)}`);
    if (event.type === 'tool-output-error')
      console.error(`← ${this.#toolNames.get(event.toolCallId) ?? ''} ${event.errorText}`);
  }

  #write(output: string): Promise<void> | undefined {
    if (this.pipeClosed || process.stdout.write(output)) return undefined;
    return new Promise((resolve) => {
      process.stdout.once('drain', resolve);
      process.stdout.once('error', () => resolve());
      this.#stopping.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

/** The line about a run that a terminal gets. */
export function runSummary({ model, firstTokenMs, tokensPerSecond, outputTokens }: RunMetadata): string {
  return [
    model,
    firstTokenMs === undefined ? 'no token' : `first token after ${firstTokenMs} ms`,
    ...(outputTokens === undefined ? [] : [`${outputTokens} tokens`]),
    ...(tokensPerSecond === undefined ? [] : [`${tokensPerSecond} tokens/s`]),
  ].join(' · ');
}
