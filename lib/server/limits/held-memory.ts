import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { processWide } from '../platform/process-wide.ts';

/** What the bodies that are being read, and the prompts of live runs, may take together. */
export const MAX_HELD_BYTES = 64 * 1024 * 1024;

const held = processWide('held memory', () => ({ bytes: 0 }));

export function getHeldBytes(): number {
  return held.bytes;
}

/** A share of the memory that this process has for requests. */
export class MemoryClaim {
  #bytes = 0;

  /** @throws ChatError `rate-limited` when there is no room */
  grow(bytes: number): void {
    if (held.bytes + bytes > MAX_HELD_BYTES) throw createBusyError();
    held.bytes += bytes;
    this.#bytes += bytes;
  }

  release(): void {
    held.bytes -= this.#bytes;
    this.#bytes = 0;
  }
}

export function createBusyError(): ChatError {
  return new ChatError('rate-limited', 'The server is at its limit of concurrent requests.', {
    retryAfterSeconds: 5,
  });
}
