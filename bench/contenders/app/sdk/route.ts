import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { convertToModelMessages, createUIMessageStreamResponse, streamText, toUIMessageStream } from 'ai';

export const runtime = 'edge';

// `streamText` needs these, and Next's edge sandbox lacks them.
AbortSignal.any ??= (signals: Iterable<AbortSignal>) => {
  const controller = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) controller.abort(signal.reason);
    else signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
  }
  return controller.signal;
};

const upstream = createOpenAICompatible({
  name: 'upstream',
  baseURL: process.env.OPENAI_BASE_URL ?? '',
  includeUsage: true,
});

/** The route of the AI SDK's documentation. */
export async function POST(request: Request): Promise<Response> {
  const { messages } = await request.json();
  const result = streamText({
    model: upstream.chatModel('bench'),
    messages: await convertToModelMessages(messages),
    abortSignal: request.signal,
  });
  return createUIMessageStreamResponse({
    stream: toUIMessageStream({ stream: result.stream }),
    headers: { 'cache-control': 'no-cache, no-transform' },
  });
}
