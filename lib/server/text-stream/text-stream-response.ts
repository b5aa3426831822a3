import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { encodeSseFrame } from '#lib/sse/sse-encoder.ts';
import { eventStream } from '../http/event-stream.ts';
import { findModel } from '../models/catalogue.ts';
import { recordRun } from '../run/run-record.ts';
import { streamChat } from './stream-chat.ts';
import { END_FRAME, PlainFrames } from './text-frames.ts';
import type { PlainRequest } from './text-stream-request.ts';

/**
 * The answer to one question as an event stream whose data is its text, then `[DONE]`, or `event: error`.
 * @param signal the HTTP request's.
 * @throws ChatError for a model that nobody offers, or when there is none.
 */
export async function answerPlainly({ prompt, model }: PlainRequest, signal: AbortSignal): Promise<Response> {
  const { info } = await findModel(model);
  const chat = streamChat({ prompt, model: info.id });
  const events = chat[Symbol.asyncIterator]();
  const frames = new PlainFrames();
  void chat.ended.then(({ answer, error }) => {
    if (answer.metadata) recordRun({}, answer.metadata, { prompt, text: answer.text }, error?.cause);
  });
  let begun = false;
  let over = false;

  async function next(): Promise<string | undefined> {
    // An EventSource that was cut comes back with this id, and is told that there is nothing more.
    if (!begun) {
      begun = true;
      return `id: ${chat.runId}\n\n`;
    }
    if (over) return undefined;
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done) break;
        const frame = value.type === 'text-delta' ? frames.push(value.delta) : '';
        if (frame !== '') return frame;
      }
      over = true;
      return frames.end() + END_FRAME;
    } catch (cause) {
      over = true;
      const error =
        cause instanceof ChatError
          ? cause
          : new ChatError('internal-error', 'Something went wrong.', { cause });
      const data = JSON.stringify({ code: error.code, message: error.message });
      return frames.end() + encodeSseFrame({ event: 'error', data });
    }
  }

  return eventStream({ next, leave: () => void events.return?.() }, signal, { 'x-run-id': chat.runId });
}
