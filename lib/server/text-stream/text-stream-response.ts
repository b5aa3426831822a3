import 'server-only';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import type { Client } from '../http/client.ts';
import { createEventStream } from '../http/event-stream.ts';
import { ChatSource } from '../run/chat-source.ts';
import { prepareRun } from '../run/prepared-run.ts';
import { toFailedEnd } from '../run/run-execution.ts';
import { streamRun } from './chat-stream.ts';
import { END_FRAME, TextFrames } from './text-frames.ts';
import type { TextStreamRequest } from './text-stream-request.ts';

/**
 * Answers one prompt as an event stream whose data is the text of the answer, followed by `[DONE]` or `event: error`.
 * @throws ChatError `invalid-request` | `model-unavailable` | `rate-limited` | `budget-exceeded`
 */
export async function respondWithText(
  request: TextStreamRequest,
  { caller, ownKey, parent, signal }: Client,
): Promise<Response> {
  const messages = [
    { id: 'prompt', role: 'user' as const, parts: [{ type: 'text' as const, text: request.prompt }] },
  ];
  const run = await prepareRun({
    model: request.model,
    caller,
    ownKey,
    parent,
    record: {},
    createSource: (start) => new ChatSource({ messages }, start),
  });
  const chat = streamRun(run);
  const events = chat[Symbol.asyncIterator]();
  const frames = new TextFrames();
  let started = false;
  let ended = false;

  async function next(): Promise<string | undefined> {
    // An EventSource that reconnects sends this id back, and learns that the answer is over.
    if (!started) {
      started = true;
      return `id: ${chat.runId}\n\n`;
    }
    if (ended) return undefined;
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done) break;
        const frame = value.type === 'text-delta' ? frames.push(value.delta) : '';
        if (frame !== '') return frame;
      }
      ended = true;
      return frames.flush() + END_FRAME;
    } catch (cause) {
      ended = true;
      const { code, message } = toFailedEnd(cause).error;
      return frames.flush() + encodeSseFrame({ event: 'error', data: JSON.stringify({ code, message }) });
    }
  }

  const leave = () => {
    void events.return?.();
    void run.permit?.release(); // the run may not have begun
  };
  return createEventStream({ next, leave }, signal, { 'x-run-id': chat.runId });
}
