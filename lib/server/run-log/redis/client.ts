import 'server-only';
import { Redis } from '@upstash/redis/cloudflare'; // the entry without Node.js dependencies
import { ChatError } from '#lib/protocol/chat-error.ts';
import { metrics } from '#lib/server/observability/metrics.ts';
import { LinkedAbort } from '#lib/server/platform/linked-abort.ts';

/** The address of Redis behind Upstash's HTTP API. */
export type RedisAddress = { url: string; token: string };

const TIMEOUT_MS = 2_000;

/** Runs Lua scripts in Redis: by their digest, and by their source when Redis does not know the digest yet. */
export class RedisClient {
  readonly #redis: Redis;
  readonly #digests = new Map<string, Promise<string>>();
  /** The signal of the current call. The Upstash client reads it synchronously when a call starts. */
  #signal = new AbortController().signal;

  constructor({ url, token }: RedisAddress) {
    this.#redis = new Redis({
      url,
      token,
      signal: () => this.#signal,
      retry: { retries: 0 }, // the caller decides about retries
      keepAlive: false,
      responseEncoding: false,
      automaticDeserialization: false,
      enableAutoPipelining: false,
      enableTelemetry: false,
    });
  }

  /**
   * Runs a script and returns its result.
   * @throws ChatError `log-unavailable` on an error or after two seconds without an answer, the reason of `signal` when it is
   *   aborted.
   */
  async run(
    script: string,
    keys: string[],
    args: (string | number)[],
    signal?: AbortSignal,
  ): Promise<unknown[]> {
    signal?.throwIfAborted();
    const call = new LinkedAbort(signal);
    const limit = setTimeout(() => call.abort(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    const strings = args.map(String);
    try {
      const digest = await this.#getDigest(script);
      this.#signal = call.signal;
      return await this.#redis.evalsha<string[], unknown[]>(digest, keys, strings).catch((error: unknown) => {
        if (!isUnknownScript(error)) throw error;
        this.#signal = call.signal;
        return this.#redis.eval<string[], unknown[]>(script, keys, strings);
      });
    } catch (error) {
      signal?.throwIfAborted();
      metrics().storeErrors.add();
      throw new ChatError('log-unavailable', 'The run log is temporarily unavailable.', {
        cause: removeCommand(error),
        retryAfterSeconds: 2,
      });
    } finally {
      clearTimeout(limit);
      call.unlink();
    }
  }

  #getDigest(script: string): Promise<string> {
    let digest = this.#digests.get(script);
    if (digest === undefined) {
      digest = sha1(script);
      this.#digests.set(script, digest);
    }
    return digest;
  }
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && /^[^,]*NOSCRIPT/.test(error.message);
}

/** Removes the command from an error message of the Upstash client: it contains the content of chats. */
function removeCommand(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new Error(error.message.replace(/, command was: .*/s, ''));
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
