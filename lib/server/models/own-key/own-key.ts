import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { USER_BASE_URL_HEADER, USER_KEY_HEADER } from '#lib/protocol/own-key.ts';
import { environment } from '#lib/server/platform/environment.ts';

/** An API key of whoever sent a request. It exists as long as the request and its run, and is stored nowhere. */
export type OwnKey = { key: string; baseUrl: string };

/**
 * Reads the caller's own API key from the headers of `request`; undefined when it has none.
 * @throws ChatError `invalid-request` when the server takes no keys, or does not know the base URL. Never quotes the key.
 */
export function readOwnKey({ headers }: Request): OwnKey | undefined {
  const key = headers.get(USER_KEY_HEADER);
  const address = headers.get(USER_BASE_URL_HEADER);
  if (key === null && address === null) return undefined;
  const { userBaseUrls } = environment();
  if (userBaseUrls.length === 0) {
    throw new ChatError('invalid-request', "This server does not accept its users' own API keys.");
  }
  if (key === null || !/^[!-~]{8,1024}$/.test(key)) {
    throw new ChatError(
      'invalid-request',
      `\`${USER_KEY_HEADER}\` must have 8–1,024 printable ASCII characters without spaces.`,
    );
  }
  const baseUrl = userBaseUrls.find((allowed) => allowed === address?.trim().replace(/\/+$/, ''));
  if (baseUrl === undefined) {
    throw new ChatError(
      'invalid-request',
      `\`${USER_BASE_URL_HEADER}\` must be one of ${userBaseUrls.join(', ')}.`,
    );
  }
  return { key, baseUrl };
}
