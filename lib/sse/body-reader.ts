/**
 * Reads the body of a response without a pause, and keeps what came until someone asks for it. A stream hands over each
 * chunk of the network by itself, however many wait; here those that came together are taken together.
 */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #chunks: Uint8Array[] = [];
  #state: { ended: boolean; error?: unknown } = { ended: false };
  #wake: (() => void) | undefined;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
    void this.#readOn();
  }

  /**
   * What has come since the last call, in its order; waits for it when there is nothing. Undefined at the end of the body.
   * @throws what broke the body off, after all that came before.
   */
  async next(): Promise<Uint8Array[] | undefined> {
    if (this.#chunks.length === 0 && !this.#state.ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const chunks = this.#chunks;
    this.#chunks = [];
    if (chunks.length > 0) return chunks;
    if ('error' in this.#state) throw this.#state.error;
    return undefined;
  }

  /** Lets go of the body. What is being waited for ends. */
  cancel(): void {
    void this.#reader.cancel().catch(() => undefined); // already broken: the next read says so
  }

  async #readOn(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#chunks.push(value);
        this.#wake?.();
      }
      this.#state = { ended: true };
    } catch (error) {
      this.#state = { ended: true, error };
    }
    this.#wake?.();
  }
}
