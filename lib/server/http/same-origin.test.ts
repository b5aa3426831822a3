import { describe, expect, test } from 'vitest';
import { requireKnownOrigin, requireSameOrigin } from './same-origin.ts';

const request = (headers: Record<string, string>) => new Request('http://127.0.0.1:3000/', { headers });
const expectRejected = (headers: Record<string, string>) =>
  expect(() => requireSameOrigin(request(headers))).toThrow(expect.objectContaining({ code: 'cross-site' }));
const expectAllowed = (headers: Record<string, string>) =>
  expect(() => requireSameOrigin(request(headers))).not.toThrow();

describe('a browser that sends Sec-Fetch-Site', () => {
  test.each(['cross-site', 'same-site', 'anything-else'])('is rejected with %s', (site) => {
    expectRejected({ 'sec-fetch-site': site });
    expectRejected({ 'sec-fetch-site': site, origin: 'http://chat.example', host: 'chat.example' });
  });

  test.each(['same-origin', 'none'])('is allowed with %s, even behind a proxy that changes Host', (site) => {
    expectAllowed({ 'sec-fetch-site': site });
    expectAllowed({ 'sec-fetch-site': site, origin: 'https://chat.example', host: '127.0.0.1:3000' });
  });
});

describe('a browser that sends only Origin', () => {
  test.each([
    ['http://192.168.1.5:3000', '192.168.1.5:3000'],
    ['http://chat.example', 'chat.example'],
    ['http://chat.example', 'chat.example:80'],
    ['https://chat.example', 'chat.example:443'],
    ['http://[::1]:3000', '[::1]:3000'],
    ['http://chat.example', 'CHAT.example'],
  ])('is allowed from %s to host %s', (origin, host) => expectAllowed({ origin, host }));

  test.each([
    ['http://evil.example', 'chat.example'],
    ['http://evil.chat.example', 'chat.example'],
    ['http://chat.example.evil.example', 'chat.example'],
    ['http://chat.example:8080', 'chat.example'],
    ['https://chat.example', 'chat.example:80'],
    ['http://chat.example', 'evil.example@chat.example:99999'],
    ['null', 'chat.example'],
    ['', 'chat.example'],
    ['null', 'null'],
    ['file://', 'chat.example'],
  ])('is rejected from %j to host %s', (origin, host) => expectRejected({ origin, host }));

  test('is allowed through a proxy that names the host in X-Forwarded-Host', () => {
    const headers = { host: '127.0.0.1:3000', 'x-forwarded-host': 'chat.example' };
    expectAllowed({ ...headers, origin: 'https://chat.example' });
    expectRejected({ ...headers, origin: 'https://evil.example' });
  });

  test('is rejected without a Host', () => expectRejected({ origin: 'http://chat.example' }));
});

test('clients other than browsers are allowed', () => {
  expectAllowed({});
  expectAllowed({ host: 'chat.example' });
});

describe('a GET request that costs something', () => {
  const isRefused = (headers: Record<string, string>) => {
    try {
      requireKnownOrigin(request({ host: 'chat.lan:3000', ...headers }));
      return false;
    } catch {
      return true;
    }
  };
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' };

  test('by a browser over plain http needs a page of this server', () => {
    expect(isRefused(browser)).toBe(true);
    expect(isRefused({ ...browser, referer: 'http://evil.example/' })).toBe(true);
    expect(isRefused({ ...browser, referer: 'http://chat.lan:3000/chats/a' })).toBe(false);
  });

  test('is allowed where the browser says which page asks, and for programs', () => {
    expect(isRefused({ ...browser, 'sec-fetch-site': 'same-origin' })).toBe(false);
    expect(isRefused({ ...browser, origin: 'http://chat.lan:3000' })).toBe(false);
    expect(isRefused({ ...browser, host: 'localhost:3000' })).toBe(false);
    expect(isRefused({ 'user-agent': 'curl/8.14.1' })).toBe(false);
    expect(isRefused({})).toBe(false);
  });
});
