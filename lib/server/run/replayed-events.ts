import 'server-only';
import { getDelta, mergeDeltas, type RunEvent, replaceDelta } from '#lib/protocol/run-event.ts';
import { createRestartedError } from '../run-log/run-lost.ts';

/**
 * Removes from the events of a resumed response what its log has already. They are the same events and the same text, but deltas may be
 * merged in another way.
 */
export class ReplayedEvents {
  /** What is still to come again, with consecutive deltas merged. */
  readonly #expected: RunEvent[] = [];
  readonly #emit: (event: RunEvent) => void;

  /** @param known the events of the log that follow from the response again */
  constructor(known: readonly RunEvent[], emit: (event: RunEvent) => void) {
    this.#emit = emit;
    for (const event of known) {
      const last = this.#expected.at(-1);
      const merged = last && mergeDeltas(last, event);
      if (merged) this.#expected[this.#expected.length - 1] = merged;
      else this.#expected.push(event);
    }
  }

  /** Whether everything that the log has has come again. */
  get isOver(): boolean {
    return this.#expected.length === 0;
  }

  /**
   * Takes the next event of the response, and emits what is new in it.
   * @throws ChatError `restarting` when it differs from the event in the log
   */
  take(event: RunEvent): void {
    const expected = this.#expected[0];
    if (expected === undefined) {
      this.#emit(event);
      return;
    }
    const [text, known] = [getDelta(event), getDelta(expected)];
    const length = Math.min(text.length, known.length);
    if (!isSame(event, expected) || text.slice(0, length) !== known.slice(0, length)) {
      throw createRestartedError();
    }
    if (known.length > length) {
      this.#expected[0] = replaceDelta(expected, known.slice(length));
      return;
    }
    this.#expected.shift();
    if (text.length > length) this.#emit(replaceDelta(event, text.slice(length)));
  }
}

/** Whether two events are of one type, and of one part or tool call. */
function isSame(event: RunEvent, other: RunEvent): boolean {
  return event.type === other.type && idOf(event) === idOf(other);
}

function idOf(event: RunEvent): string | undefined {
  if ('toolCallId' in event) return event.toolCallId;
  return 'id' in event ? event.id : undefined;
}
