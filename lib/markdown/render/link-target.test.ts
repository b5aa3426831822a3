import { describe, expect, test } from 'vitest';
import { linkTarget } from './link-target.ts';

const BASE = 'https://chat.example/chats/1';
const shown = (url: string, text: string | undefined) => linkTarget(url, text, BASE).shown;

describe('a link says where it leads', () => {
  test.each([
    ['another host', 'google.com'],
    ['another host in a URL', 'https://google.com/login'],
    ['another host in a sentence', 'Sign in at google.com now'],
    ['a host with zero-width characters', 'goo\u200bgle\u2060.com'],
    ['a host in full-width characters', 'ｇｏｏｇｌｅ．ｃｏｍ'],
    ['a host with an ideographic full stop', 'google。com'],
    ['a host with a letter that looks like a dot', 'google\ua4f8com'],
    ['a host with combining characters', 'g\u034foogle.com'],
    ['a host with Cyrillic letters', 'gооgle.com'],
    ['an IP address', '10.0.0.1'],
    ['text in another order', '\u202emoc.elgoog'],
    ['its own host before another', 'evil.example google.com'],
  ])('if its text is %s', (_, text) => {
    expect(shown('https://evil.example/', text)).toBe('evil.example');
  });

  test('if a part of its text is a picture or a formula', () => {
    expect(shown('https://evil.example/', undefined)).toBe('evil.example');
  });

  test('if its host follows a user name, or has characters outside ASCII', () => {
    expect(shown('https://google.com@evil.example/', 'x')).toBe('evil.example');
    expect(shown('https://аpple.com/', 'аpple.com')).toBe('xn--pple-43d.com');
  });

  test('if it is no web address, unless the text has it', () => {
    expect(shown('mailto:a@evil.example', 'help@bank.example')).toBe('a@evil.example');
    expect(shown('tel:+15550100', 'Call us')).toBe('+15550100');
    expect(shown('mailto:a@b.co', 'a@b.co')).toBeUndefined();
  });

  test('if it leads to this server under the name of another', () => {
    expect(shown('/chats/1', 'google.com')).toBe('chat.example');
    expect(shown('#a', 'google.com')).toBe('chat.example');
  });
});

test('an ordinary link says nothing more', () => {
  for (const text of [
    'the manual',
    'https://nextjs.org/docs',
    'www.nextjs.org',
    'nextjs.org',
    'Next.js 16.4',
    'main.rs',
    'e.g. this',
  ])
    expect(linkTarget('https://nextjs.org/docs', text, BASE)).toEqual({ href: 'https://nextjs.org/docs' });
});

test("this server's endpoints are no links, its pages are", () => {
  for (const url of [
    '/chat/stream?prompt=x',
    '/api/models',
    '/API/models',
    '/%61pi/models',
    '//chat.example/api/models',
    'https://chat.example//v1/models',
    '../api/models',
    '\\api\\models',
    '/x/../api',
  ])
    expect(linkTarget(url, 'x', BASE), url).toEqual({});
  expect(linkTarget('http://127.0.0.1:3000/api/models', 'x', 'http://localhost:3000/')).toEqual({});
  expect(linkTarget('/chats/2', 'x', BASE)).toEqual({ href: '/chats/2' });
  expect(linkTarget('https://other.example/api/models', 'x', BASE).href).toBeDefined();
});

test('a disallowed scheme is no link', () => {
  expect(linkTarget('java\u200bscript:alert(1)', 'x', BASE)).toEqual({});
});
