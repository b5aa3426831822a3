import 'server-only';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { advanceUntil, useFakeTime } from './fake-time.ts';

/** Sets up each test of the endpoint: fake time from 2027-01-15T08:00:00Z; an error on the console or a timer left over fails it. */
export function prepareCompletionTests(): void {
  beforeEach(() => {
    useFakeTime({ now: 1_800_000_000_000 });
    vi.spyOn(console, 'log').mockReturnValue();
    vi.spyOn(console, 'error').mockImplementation((message) => expect.unreachable(String(message)));
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

/** The record of the run, as the server printed it. */
export const readRecord = () => JSON.parse(String(vi.mocked(console.log).mock.calls[0]?.[0]));

/** Calls the handler of the chat completions route without a server. The question is "hi" unless the body has messages. */
export function createCompletionCaller(handler: (request: Request, context: undefined) => Promise<Response>) {
  return (body: Record<string, unknown> = {}, init: RequestInit = {}): Promise<Response> => {
    const request = new Request('http://localhost/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], ...body }),
      ...init,
    });
    return handler(request, undefined);
  };
}

/** Reads a streamed completion to its end, in fake time. @returns its chunks, and `[DONE]` as a string */
export async function readChunks(response: Response) {
  const text = await advanceUntil(response.text());
  return new SseDecoder()
    .push(new TextEncoder().encode(text))
    .map(({ data }) => (data === '[DONE]' ? data : JSON.parse(data)));
}
