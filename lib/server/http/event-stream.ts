import 'server-only';
import { encodeSseComment, SSE_HEADERS } from '#lib/sse/sse-encoder.ts';

const HEARTBEAT_MS = 10_000;

export type EventStreamSource = {
  /** The next frames, as soon as there are some; undefined after the last. A rejection aborts the connection. */
  next(): Promise<string | undefined>;
  /** Called once when the client has left; stops the producer of the frames. */
  leave(): void;
};

/**
 * Streams the frames of `source`, with a heartbeat comment after every ten seconds of silence. Reads from the source only
 * when the client has room.
 * @param signal the request's. The stream ends when it is aborted or the body is cancelled; platforms signal either first.
 */
export function createEventStream(
  source: EventStreamSource,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Response {
  const encoder = new TextEncoder();
  let lastWriteAt = Date.now();
  let heartbeat: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const end = () => {
    over = true;
    clearTimeout(heartbeat);
    signal.removeEventListener('abort', leave);
  };
  const leave = () => {
    if (over) return;
    end();
    source.leave();
  };

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const beat = () => {
          const silentMs = Date.now() - lastWriteAt;
          // Skip heartbeats for a client that does not read; they would queue up.
          if (silentMs >= HEARTBEAT_MS && (controller.desiredSize ?? 0) > 0) {
            write(controller, encodeSseComment('alive'));
          }
          heartbeat = setTimeout(beat, HEARTBEAT_MS - (silentMs >= HEARTBEAT_MS ? 0 : silentMs));
        };
        heartbeat = setTimeout(beat, HEARTBEAT_MS);
        signal.addEventListener('abort', leave, { once: true });
        if (signal.aborted) leave();
      },
      async pull(controller) {
        let frames: string | undefined;
        try {
          frames = over ? undefined : await source.next();
        } catch {
          end();
          source.leave();
          // Next closes the connection silently for an AbortError; for any other error it logs a stack per reader.
          throw new DOMException('The stream failed.', 'AbortError');
        }
        if (frames !== undefined && !over) {
          write(controller, frames);
          return;
        }
        end();
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 1 },
  );

  const write = (controller: ReadableStreamDefaultController<Uint8Array>, text: string) => {
    lastWriteAt = Date.now();
    controller.enqueue(encoder.encode(text));
  };

  return new Response(body, { headers: { ...SSE_HEADERS, ...headers } });
}
