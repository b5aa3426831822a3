import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { processWide } from '../platform/process-wide.ts';

/** What the bodies that are being read, and the prompts of live runs, may take together. */
const MAX_BYTES = 64 * 1024 * 1024;

const held = processWide('held memory', () => ({ bytes: 0 }));

/** A share of the memory that this process has for requests. */
export class MemoryClaim {
  #bytes = 0;

  /** @throws ChatError `rate-limited` when there is no room */
  grow(bytes: number): void {
    if (held.bytes + bytes > MAX_BYTES) {
      throw new ChatError('rate-limited', 'The server is at its limit of concurrent requests.', {
        retryAfterSeconds: 5,
      });
    }
    held.bytes += bytes;
    this.#bytes += bytes;
  }

  release(): void {
    held.bytes -= this.#bytes;
    this.#bytes = 0;
  }
}
