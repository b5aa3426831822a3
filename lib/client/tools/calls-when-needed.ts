import 'client-only';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import type { CallHost, WaitingCalls } from './waiting-calls.ts';

/** `WaitingCalls` of one chat, loaded with the first answer that waits for its reader, or for a tool of the browser. */
export class CallsWhenNeeded {
  readonly #host: CallHost;
  #loading: Promise<WaitingCalls> | undefined;

  constructor(host: CallHost) {
    this.#host = host;
  }

  /** Does what can be done now, where the answer that is shown waits. */
  attend(): void {
    if (this.#host.answer()?.metadata?.outcome !== 'awaiting-approval') return;
    this.#load().then(
      (calls) => calls.attend(),
      () => undefined, // it could not be loaded now: tried again when the chat is opened, or an answer given
    );
  }

  async answer(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    await (await this.#load()).answer(toolCallId, consent);
  }

  stop(): void {
    void this.#loading?.then((calls) => calls.stop());
  }

  #load(): Promise<WaitingCalls> {
    this.#loading ??= import('./waiting-calls.ts').then(({ WaitingCalls }) => new WaitingCalls(this.#host));
    this.#loading.catch(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }
}
