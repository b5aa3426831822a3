import 'server-only';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { advanceUntil, useFakeTime } from './fake-time.ts';

type Method = 'POST' | 'GET' | 'HEAD' | 'PATCH' | 'DELETE';
type Handler = (request: Request, context: { params: Promise<{ chatId: string }> }) => Promise<Response>;

export type CallOptions = {
  /** The bearer token; none when empty. */
  token?: string;
  headers?: Record<string, string>;
  /** The query of the URL, with its question mark. */
  query?: string;
  /** Sent as it is when a string, otherwise as JSON. */
  body?: unknown;
  signal?: AbortSignal;
};

/** Sets up each test of the run route: fake time, the demo model, and an error on the console fails the test. */
export function prepareRunRouteTests(): void {
  beforeEach(() => {
    useFakeTime();
    vi.stubEnv('LOCAL_MODELS', 'off');
    vi.stubEnv('LOG_CONTENT', 'off');
    vi.spyOn(console, 'log').mockReturnValue();
    const fail = (...logged: unknown[]) => expect.unreachable(`console.error: ${logged.join(' ')}`);
    vi.spyOn(console, 'error').mockImplementation(fail);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
}

/** Calls the handlers of the run route without a server. */
export function createRunRouteCaller(handlers: Record<Method, Handler>) {
  return (method: Method, chatId: string, options: CallOptions = {}): Promise<Response> => {
    const { token = 'ann', headers = {}, query = '', body, signal } = options;
    const request = new Request(`http://localhost/api/chats/${encodeURIComponent(chatId)}/run${query}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body !== undefined || method === 'POST' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    return handlers[method](request, { params: Promise.resolve({ chatId }) });
  };
}

export const createQuestion = (text = 'Hello') => ({
  id: 'q',
  role: 'user',
  parts: [{ type: 'text', text }],
});

/** A request body that asks the demo model. */
export const createRunBody = (overrides: Record<string, unknown> = {}) => ({
  messages: [createQuestion()],
  model: 'demo',
  ...overrides,
});

/** Reads an event stream to its end, advancing fake timers. */
export async function readAll(response: Response) {
  const body = await advanceUntil(response.text());
  const frames = new SseDecoder().push(new TextEncoder().encode(body));
  const events = frames
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as RunEvent);
  const answer = new AnswerBuilder({ id: '', parts: [] });
  for (const event of events) answer.apply(event);
  return { frames, events, message: answer.message, text: getMessageText(answer.message) };
}

export async function readError(response: Response) {
  const { error } = await response.json();
  return { status: response.status, ...error };
}
