import 'server-only';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { advanceUntil } from './fake-time.ts';

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
