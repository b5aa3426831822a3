import 'server-only';
import { PLANNED_CLOSE } from '#lib/protocol/run-event.ts';
import { encodeSseComment, SSE_HEADERS } from '#lib/sse/sse-encoder.ts';

const HEARTBEAT_MS = 10_000;

/** An `EventSource` reconnects after 3 to 5 s otherwise. The comment is last: its client has read nothing after it when the stream ends. */
const FAREWELL = `retry: 250\n\n${PLANNED_CLOSE}\n`;

export type EventStreamSource = {
  /** The next frames, as soon as there are some; undefined after the last. A rejection aborts the connection. */
  next(): Promise<string | undefined>;
  /** Called once when the client has left; stops the producer of the frames. */
  leave(): void;
  /** The comment of a heartbeat. */
  heartbeat?(): string;
  /** The stream is closed after so many milliseconds: its client continues with another. Undefined: it has no limit. */
  lifetimeMs?: number | undefined;
};

/**
 * Streams the frames of `source`, with a heartbeat comment at the start and after every ten seconds of silence. Reads from the source only
 * when the client has room.
 * @param signal the request's. The stream ends when it is aborted or the body is cancelled; platforms signal either first.
 */
export function createEventStream(
  source: EventStreamSource,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Response {
  const body = new ReadableStream<Uint8Array>(new EventStreamBody(source, signal), { highWaterMark: 1 });
  return new Response(body, { headers: { ...SSE_HEADERS, ...headers } });
}

type Controller = ReadableStreamDefaultController<Uint8Array>;

class EventStreamBody implements UnderlyingDefaultSource<Uint8Array> {
  readonly #source: EventStreamSource;
  readonly #signal: AbortSignal;
  readonly #encoder = new TextEncoder();
  readonly #leave = () => this.cancel();
  #lastWriteAt = Number.NEGATIVE_INFINITY;
  #heartbeat: ReturnType<typeof setTimeout> | undefined;
  #lifetime: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(source: EventStreamSource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
  }

  start(controller: Controller): void {
    // Next sends the headers with the first chunk, so a stream without events begins with a heartbeat.
    this.#scheduleHeartbeat(controller, 0);
    const { lifetimeMs } = this.#source;
    if (lifetimeMs !== undefined)
      this.#lifetime = setTimeout(() => this.#closeAsPlanned(controller), lifetimeMs);
    this.#signal.addEventListener('abort', this.#leave, { once: true });
    if (this.#signal.aborted) this.cancel();
  }

  async pull(controller: Controller): Promise<void> {
    let frames: string | undefined;
    try {
      frames = this.#ended ? undefined : await this.#source.next();
    } catch {
      this.#end();
      this.#source.leave();
      // Next closes the connection silently for an AbortError; for any other error it logs a stack per reader.
      throw new DOMException('The stream failed.', 'AbortError');
    }
    if (frames !== undefined && !this.#ended) {
      this.#write(controller, frames);
      return;
    }
    this.#end();
    controller.close();
  }

  /** The client has left. */
  cancel(): void {
    if (this.#ended) return;
    this.#end();
    this.#source.leave();
  }

  /** Everything before was complete frames. The source has ended then, so `pull` closes the stream. */
  #closeAsPlanned(controller: Controller): void {
    this.#write(controller, FAREWELL);
    this.cancel();
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#heartbeat);
    clearTimeout(this.#lifetime);
    this.#signal.removeEventListener('abort', this.#leave);
  }

  #scheduleHeartbeat(controller: Controller, delayMs: number): void {
    this.#heartbeat = setTimeout(() => {
      const silentMs = performance.now() - this.#lastWriteAt;
      const isDue = silentMs >= HEARTBEAT_MS;
      // Skip heartbeats for a client that does not read; they would queue up.
      if (isDue && (controller.desiredSize ?? 0) > 0) {
        this.#write(controller, encodeSseComment(this.#source.heartbeat?.() ?? 'alive'));
      }
      this.#scheduleHeartbeat(controller, isDue ? HEARTBEAT_MS : HEARTBEAT_MS - silentMs);
    }, delayMs);
  }

  #write(controller: Controller, text: string): void {
    this.#lastWriteAt = performance.now();
    controller.enqueue(this.#encoder.encode(text));
  }
}
