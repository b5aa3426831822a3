import type { RunEvent } from '../run-event.ts';

/** The part whose text a delta extends, and the field with the text. */
function deltaOf(
  event: RunEvent,
): { part: string; field: 'delta' | 'inputTextDelta'; text: string } | undefined {
  switch (event.type) {
    case 'text-delta':
    case 'reasoning-delta':
      return { part: `${event.type} ${event.id}`, field: 'delta', text: event.delta };
    case 'tool-input-delta':
      return {
        part: `${event.type} ${event.toolCallId}`,
        field: 'inputTextDelta',
        text: event.inputTextDelta,
      };
    default:
      return undefined;
  }
}

/** How far into a run: its events other than deltas, and the characters of each part. */
type Progress = { others: number; characters: Map<string, number> };

const beginning = (): Progress => ({ others: 0, characters: new Map() });

/**
 * Removes from a run's events what has been passed on before. A run that is replayed brings the same events and the same text,
 * but its deltas may be merged in another way.
 */
export class RepeatFilter {
  #passed = beginning();
  #read = beginning();

  /** Returns what of `event` is new; undefined when nothing is. A `start` event begins the run, or a replay of it. */
  filter(event: RunEvent): RunEvent | undefined {
    if (event.type === 'start') this.#read = beginning();
    const delta = deltaOf(event);
    if (delta === undefined) {
      this.#read.others++;
      if (this.#read.others <= this.#passed.others) return undefined;
      this.#passed.others = this.#read.others;
      return event;
    }
    const { part, field, text } = delta;
    const read = (this.#read.characters.get(part) ?? 0) + text.length;
    const passed = this.#passed.characters.get(part) ?? 0;
    this.#read.characters.set(part, read);
    if (read <= passed) return undefined;
    this.#passed.characters.set(part, read);
    return { ...event, [field]: text.slice(text.length - (read - passed)) } as RunEvent;
  }
}
