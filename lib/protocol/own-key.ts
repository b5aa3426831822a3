/** The headers with which a request uses the caller's own API key. */
export const USER_KEY_HEADER = 'x-user-key';
export const USER_BASE_URL_HEADER = 'x-user-base-url';

/** What the ids of the models at `baseUrl` begin with; the key is used for no other. */
export function getOwnModelPrefix(baseUrl: string): string {
  return `${new URL(baseUrl).host}/`;
}
