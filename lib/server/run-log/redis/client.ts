import 'server-only';
import { Redis } from '@upstash/redis/cloudflare'; // the entry that needs nothing of Node
import { ChatError } from '#lib/protocol/chat-error.ts';
import { LinkedAbort } from '../../platform/linked-abort.ts';

/** Where Redis is reached, over HTTP, as Upstash's REST API has it. */
export type RedisAddress = { url: string; token: string };

const LIMIT_MS = 2_000;

/** Runs scripts in Redis: by their digest, and with their text when Redis has not seen them yet. */
export class RedisClient {
  readonly #redis: Redis;
  readonly #digests = new Map<string, Promise<string>>();
  /** The signal of the call that is being made. The client asks for it before the call's first wait. */
  #signal = new AbortController().signal;

  constructor({ url, token }: RedisAddress) {
    this.#redis = new Redis({
      url,
      token,
      signal: () => this.#signal,
      retry: { retries: 0 }, // whoever calls knows best whether to ask again
      keepAlive: false,
      responseEncoding: false,
      automaticDeserialization: false,
      enableAutoPipelining: false,
      enableTelemetry: false,
    });
  }

  /**
   * @throws ChatError `log-unavailable` when there is no answer within two seconds, or an error; the signal's reason when
   * it is aborted.
   */
  async run(
    script: string,
    keys: string[],
    args: (string | number)[],
    signal?: AbortSignal,
  ): Promise<unknown[]> {
    signal?.throwIfAborted();
    const call = new LinkedAbort(signal);
    const limit = setTimeout(() => call.abort(new Error(`no answer within ${LIMIT_MS} ms`)), LIMIT_MS);
    const texts = args.map(String);
    try {
      const digest = await this.#digestOf(script);
      this.#signal = call.signal;
      return await this.#redis.evalsha<string[], unknown[]>(digest, keys, texts).catch((error: unknown) => {
        if (!isUnknownScript(error)) throw error;
        this.#signal = call.signal;
        return this.#redis.eval<string[], unknown[]>(script, keys, texts);
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new ChatError('log-unavailable', 'The answers cannot be reached for the moment.', {
        cause: withoutCommand(error),
        retryAfterSeconds: 2,
      });
    } finally {
      clearTimeout(limit);
      call.unlink();
    }
  }

  #digestOf(script: string): Promise<string> {
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

/** The client's errors repeat the command, which holds what people write. */
function withoutCommand(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new Error(error.message.replace(/, command was: .*/s, ''));
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
