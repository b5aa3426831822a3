/**
 * Reads a response body continuously and buffers its chunks until the next call. A stream reader returns one chunk at a
 * time, however many are waiting; this class returns all of them at once.
 */
export class BodyReader {
  readonly #onChunk: ((chunk: Uint8Array) => void) | undefined;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #chunks: Uint8Array[] = [];
  #state: { ended: boolean; error?: unknown } = { ended: false };
  #notify: (() => void) | undefined;

  /** @param onChunk is called with each chunk as it arrives */
  constructor(body: ReadableStream<Uint8Array>, onChunk?: (chunk: Uint8Array) => void) {
    this.#onChunk = onChunk;
    this.#reader = body.getReader();
    void this.#readAll();
  }

  /**
   * Returns the chunks that arrived since the last call, in order, and waits when there are none. Resolves to undefined at
   * the end of the body.
   * @throws the error of the body, once all chunks before it were returned.
   */
  async next(): Promise<Uint8Array[] | undefined> {
    if (this.#chunks.length === 0 && !this.#state.ended) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    const chunks = this.#chunks;
    this.#chunks = [];
    if (chunks.length > 0) return chunks;
    if ('error' in this.#state) throw this.#state.error;
    return undefined;
  }

  /** Cancels the body. A waiting `next` resolves. */
  cancel(): void {
    void this.#reader.cancel().catch(() => undefined); // already failed: the next read reports it
  }

  async #readAll(): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#onChunk?.(value);
        this.#chunks.push(value);
        this.#notify?.();
      }
      this.#state = { ended: true };
    } catch (error) {
      this.#state = { ended: true, error };
    }
    this.#notify?.();
  }
}
