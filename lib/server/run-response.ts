import 'server-only';
import { encodeSseComment, encodeSseFrame, SSE_HEADERS } from '#lib/sse/sse-encoder.ts';
import type { Caller } from './caller.ts';
import type { RunLog } from './run-log.ts';

const HEARTBEAT_MS = 10_000;

/**
 * The run as an event stream: every event after number `after`, then `[DONE]`. One pull loop: nothing is read from the
 * log before the client has room for it, and what came together goes out in one write.
 * @param signal the request's; the reading also ends when the body is cancelled, whichever the platform tells first.
 */
export function respondWithRun(
  log: RunLog,
  options: { after: number; caller: Caller; signal: AbortSignal },
): Response {
  const reader = log.read(options.after);
  const encoder = new TextEncoder();
  let lastWriteAt = Date.now();
  let heartbeat: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(heartbeat);
    options.signal.removeEventListener('abort', end);
    reader.close();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const beat = () => {
          const silentMs = Date.now() - lastWriteAt;
          // A client that does not read needs no sign of life, and would find a queue of them.
          const hasRoom = (controller.desiredSize ?? 0) > 0;
          if (silentMs >= HEARTBEAT_MS && hasRoom) write(controller, encodeSseComment('alive'));
          heartbeat = setTimeout(beat, HEARTBEAT_MS - (silentMs >= HEARTBEAT_MS ? 0 : silentMs));
        };
        heartbeat = setTimeout(beat, HEARTBEAT_MS);
        options.signal.addEventListener('abort', end, { once: true });
        if (options.signal.aborted) end();
      },
      async pull(controller) {
        const batch = await reader.next();
        if (batch !== undefined) {
          let frames = '';
          // JSON holds no line ending, so the frame needs no look at its data.
          for (const { seq, event } of batch) frames += `id: ${seq}\ndata: ${JSON.stringify(event)}\n\n`;
          write(controller, frames);
          return;
        }
        end();
        if (!options.signal.aborted) write(controller, encodeSseFrame({ data: '[DONE]' }));
        controller.close();
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  );

  const write = (controller: ReadableStreamDefaultController<Uint8Array>, text: string) => {
    lastWriteAt = Date.now();
    controller.enqueue(encoder.encode(text));
  };

  const headers = new Headers({
    ...SSE_HEADERS,
    'x-vercel-ai-ui-message-stream': 'v1',
    'x-run-id': log.info.runId,
  });
  if (options.caller.setCookie) headers.set('set-cookie', options.caller.setCookie);
  return new Response(body, { headers });
}
