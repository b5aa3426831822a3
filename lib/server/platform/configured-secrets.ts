import 'server-only';
import { type Environment, environment } from './environment.ts';
import type { McpServer } from './settings/mcp-settings.ts';

/** Shorter values are ignored: they are no secrets, and replacing them would garble ordinary words. */
const MIN_LENGTH = 6;
/** Some services put a token in the URL path; shorter segments are taken for names. */
const MIN_PATH_SEGMENT_LENGTH = 16;

let secrets: string[] | undefined;

/**
 * Returns every secret in this server's settings: plain, percent-encoded and in base64. The longest come first, because one
 * may contain another.
 */
export function getConfiguredSecrets(): readonly string[] {
  secrets ??= collectSecrets(environment());
  return secrets;
}

function collectSecrets(settings: Environment): string[] {
  const { apiKey, baseUrl, sessionSecrets, access, redis, mcpServers, metricsToken, otlp } = settings;
  const values = [
    apiKey,
    ...(baseUrl === undefined ? [] : getUrlSecrets(baseUrl)),
    ...sessionSecrets,
    ...(access?.codes.map(({ code }) => code) ?? []),
    redis?.token,
    ...mcpServers.flatMap(getServerSecrets),
    metricsToken,
    ...(otlp ? [...getUrlSecrets(otlp.endpoint), ...getHeaderSecrets(otlp.headers)] : []),
  ];
  const forms = values
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= MIN_LENGTH)
    .flatMap(encodeSecret);
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/** Returns the forms in which a text may contain `secret`: plain, percent-encoded and in base64. */
export function encodeSecret(secret: string): string[] {
  return [secret, encodeURIComponent(secret), ...toBase64(secret)];
}

/** The secrets of the address, long path segments, and those of the headers. */
function getServerSecrets({ url, headers }: McpServer): string[] {
  const segments = new URL(url).pathname.split('/').filter(({ length }) => length >= MIN_PATH_SEGMENT_LENGTH);
  return [...getUrlSecrets(url), ...segments, ...getHeaderSecrets(headers)];
}

/** The values of headers, with and without a scheme such as `Bearer`. */
function getHeaderSecrets(headers: Record<string, string>): string[] {
  return Object.values(headers).flatMap((value) => [value, value.replace(/^\w+\s+/, '')]);
}

/** User, password, both joined as in basic authentication, and the values of the query. */
function getUrlSecrets(url: string): string[] {
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

/** The base64 of `text` alone, and the characters that it always has in a longer text, wherever it begins there. */
function toBase64(text: string): string[] {
  const bytes = [...new TextEncoder().encode(text)];
  const encode = (codes: number[]) => btoa(String.fromCharCode(...codes)).replace(/=+$/, '');
  const within = [0, 1, 2].map((offset) => {
    const whole = Math.floor((8 * (offset + bytes.length)) / 6);
    return encode([...Array(offset).fill(0), ...bytes]).slice(Math.ceil((8 * offset) / 6), whole);
  });
  return [encode(bytes), ...within].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}
