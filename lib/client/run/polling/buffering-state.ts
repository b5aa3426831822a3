import 'client-only';

/** What a page knows about the proxies between it and the server, and what it has said about them. */
export class BufferingState {
  readonly #listeners = new Set<() => void>();
  #suspicions = 0;
  #polls = false;
  #notice: 'none' | 'shown' | 'dismissed' = 'none';

  /** Whether new connections are to be long polls. */
  get polls(): boolean {
    return this.#polls;
  }

  /** A connection was held back, and none has been punctual since. */
  get isSuspected(): boolean {
    return this.#suspicions > 0;
  }

  /** Whether to say that the page polls. */
  get isNoticeShown(): boolean {
    return this.#notice === 'shown';
  }

  /** A connection was held back. The second in a row makes the page poll, until the device is in another network. */
  suspect(): void {
    if (this.#polls || ++this.#suspicions < 2) return;
    this.#polls = true;
    globalThis.addEventListener('online', this.#streamAgain);
    if (this.#notice === 'none') this.#show('shown');
  }

  /** Something has arrived as soon as it was written. */
  acquit(): void {
    this.#suspicions = 0;
  }

  dismissNotice(): void {
    this.#show('dismissed');
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #streamAgain = (): void => {
    globalThis.removeEventListener('online', this.#streamAgain);
    this.#polls = false;
    this.acquit();
  };

  #show(notice: 'shown' | 'dismissed'): void {
    this.#notice = notice;
    for (const listener of this.#listeners) listener();
  }
}
