import 'server-only';
import type { ResponsePosition } from '#lib/server/run-log/resume-position.ts';

/** The fields of an event that matter here. */
type ResponseEvent = {
  type?: unknown;
  sequence_number?: unknown;
  output_index?: unknown;
  item?: { type?: unknown } | null;
  response?: { id?: unknown } | null;
};

/**
 * Finds the events of a response after which another reader can begin, who has not seen those before. `@ai-sdk/openai` needs no earlier
 * event to read the text of a message. Of reasoning it needs the beginning, and of tool calls all events: whoever resumes reads them
 * again.
 */
export class ResumePoints {
  #responseId: string | undefined;
  #lastNumber = -1;
  /** The output items that have begun, other than messages. */
  readonly #open = new Set<unknown>();
  #isFixed = false;

  /** @param start where this reader begins, unless at the response's start */
  constructor(start?: ResponsePosition) {
    this.#responseId = start?.responseId;
    this.#lastNumber = start?.number ?? -1;
  }

  /** Takes the next event. Returns the position before its parts; undefined when the last one that was returned remains valid. */
  take(raw: unknown): ResponsePosition | undefined {
    const event = (typeof raw === 'object' ? raw : null) as ResponseEvent | null;
    if (event === null || typeof event.sequence_number !== 'number') return undefined;
    const number = this.#lastNumber;
    const responseId = this.#responseId;
    const canBegin = !this.#isFixed && this.#open.size === 0;
    this.#follow(event);
    this.#lastNumber = event.sequence_number;
    return canBegin && responseId !== undefined ? { responseId, number } : undefined;
  }

  #follow({ type, output_index: index, item, response }: ResponseEvent): void {
    if (typeof response?.id === 'string') this.#responseId ??= response.id;
    if (String(type).startsWith('response.refusal')) this.#isFixed = true;
    const kind = item?.type;
    if (type === 'response.output_item.done') this.#open.delete(index);
    if (type !== 'response.output_item.added' || kind === 'message') return;
    this.#open.add(index);
    this.#isFixed ||= kind !== 'reasoning';
  }
}
