import 'server-only';
import { encodeSseComment, SSE_HEADERS } from '#lib/sse/sse-encoder.ts';

const HEARTBEAT_MS = 10_000;

export type EventStreamSource = {
  /** The next frames, as soon as there are some; undefined after the last. A rejection breaks the stream off. */
  next(): Promise<string | undefined>;
  /** Called once when the reader has left: stops what makes the frames. */
  leave(): void;
};

/**
 * An event stream of `source`'s frames, with a comment after each ten seconds of silence. Nothing is taken from the
 * source before the client has room for it.
 * @param signal the request's; the stream also ends when its body is cancelled, whichever the platform tells first.
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
          // A client that does not read needs no sign of life, and would find a queue of them.
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
          // By this name Next closes the connection and keeps quiet; any other it prints with its stack, for each reader.
          throw new DOMException('The stream breaks off.', 'AbortError');
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
