import 'client-only';
import { untilLoaded } from '#lib/lazy/lazy-value.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { callsCode } from './calls-code.ts';
import type { CallsHost, WaitingCalls } from './waiting-calls.ts';

/** The `WaitingCalls` of one chat, loaded on first use. Its methods wait for the code. */
export class LazyCalls {
  readonly #host: CallsHost;
  #calls: Promise<WaitingCalls | undefined> | undefined;

  constructor(host: CallsHost) {
    this.#host = host;
  }

  /** Processes the open calls of the last answer, if it waits for any. */
  advance(): void {
    if (this.#host.getAnswer()?.metadata?.outcome !== 'awaiting-approval') return;
    void this.#load().then((calls) => calls?.advance());
  }

  async answer(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    await (await this.#load())?.answer(toolCallId, consent);
  }

  stop(): void {
    void this.#calls?.then((calls) => calls?.stop());
  }

  /** Resolves to undefined if the chat is closed before the code is loaded. */
  #load(): Promise<WaitingCalls | undefined> {
    this.#calls ??= untilLoaded(callsCode, this.#host.closed).then(
      (Calls) => new Calls(this.#host),
      () => undefined,
    );
    return this.#calls;
  }
}
