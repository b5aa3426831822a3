import { afterEach, describe, expect, test, vi } from 'vitest';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { parseChatId, route } from './route.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a chat id in a path', () => {
  test.each(['a', 'A-Z_09', 'x'.repeat(64)])('%s is valid', (id) => expect(parseChatId(id)).toBe(id));
  test.each(['', '../x', 'a b', 'x'.repeat(65), 'é', 'a/b', 'a\n'])('%j is rejected', (id) => {
    expect(() => parseChatId(id)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
  });
});

describe('the route wrapper', () => {
  const respond = (handle: () => Promise<Response>) => route(handle)(new Request('http://x/'), {});

  test('returns the response of the handler', async () => {
    const response = new Response('ok');
    expect(await respond(async () => response)).toBe(response);
  });

  test('turns a ChatError into its response', async () => {
    const response = await respond(() => Promise.reject(new ChatError('not-found', 'No such chat.')));
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: { code: 'not-found', message: 'No such chat.' } });
  });

  test('logs any other error and hides its details from the client', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const response = await respond(() => Promise.reject(new Error('secret detail')));
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text).error.code).toBe('internal-error');
    expect(text).not.toContain('secret');
    expect(log).toHaveBeenCalledTimes(1);
    const line = String(log.mock.calls[0]?.[0]);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      event: 'fault',
      error: expect.stringContaining('secret detail'),
    });
  });
});
