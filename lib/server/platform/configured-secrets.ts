import 'server-only';
import { type Environment, environment, type McpServer } from './environment.ts';

/** A shorter value is no secret, and replacing it would blank out words. */
const SHORTEST = 6;
/** Some services put the token into the path. A shorter segment is a name. */
const SHORTEST_IN_PATH = 16;

let known: string[] | undefined;

/**
 * Every secret of this server's settings, as it is, percent-encoded and in base64; the longest first, because one may
 * contain another.
 */
export function getConfiguredSecrets(): readonly string[] {
  known ??= secretsIn(environment());
  return known;
}

function secretsIn({ apiKey, baseUrl, sessionSecret, redis, mcpServers }: Environment): string[] {
  const secrets = [
    apiKey,
    ...(baseUrl === undefined ? [] : secretsOfAddress(baseUrl)),
    sessionSecret,
    redis?.token,
    ...mcpServers.flatMap(secretsOfServer),
  ];
  const forms = secrets
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, encodeURIComponent(secret), toBase64(secret)]);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** The address's own, long segments of its path, and what the headers say, with and without `Bearer`. */
function secretsOfServer({ url, headers }: McpServer): string[] {
  const segments = new URL(url).pathname.split('/').filter(({ length }) => length >= SHORTEST_IN_PATH);
  const values = Object.values(headers).flatMap((value) => [value, value.replace(/^\w+\s+/, '')]);
  return [...secretsOfAddress(url), ...segments, ...values];
}

/** User, password, both as basic authentication joins them, and the values of the query. */
function secretsOfAddress(url: string): string[] {
  const { username, password, searchParams } = new URL(url);
  const login = [username, password].map(decode);
  return [...login, login.join(':'), ...searchParams.values()];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a percent sign that encodes nothing
  }
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/=+$/, '');
}
