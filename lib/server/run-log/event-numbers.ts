import 'server-only';
import { SEQ_GAP } from './run-lost.ts';

/** A range of events with consecutive numbers: `number` belongs to the event at `index`. */
type Range = { index: number; number: number };

/** The numbers of a log's events: from 1, with a gap after each restart, because readers may have had more events than the store. */
export class EventNumbers {
  readonly #ranges: Range[] = [{ index: 0, number: 1 }];

  /** The event at `index`, and those after it, have the numbers from `number` on. */
  startRange(range: Range): void {
    const last = this.#ranges.at(-1);
    if (last && range.number - last.number === range.index - last.index) return;
    if (last?.index === range.index) this.#ranges.pop();
    this.#ranges.push(range);
  }

  /** Leaves a gap before the event at `index`. */
  leaveGap(index: number): void {
    this.startRange({ index, number: this.at(index) + SEQ_GAP });
  }

  /** Returns the number of the event at `index`. */
  at(index: number): number {
    const range = this.#ranges.findLast((each) => each.index <= index) as Range;
    return range.number + index - range.index;
  }

  /** Returns the index of the first event after `number`. */
  indexAfter(number: number): number {
    const position = this.#ranges.findLastIndex((each) => each.number <= number);
    const range = this.#ranges[position];
    if (range === undefined) return 0;
    const end = this.#ranges[position + 1]?.index ?? Number.POSITIVE_INFINITY;
    return Math.min(end, range.index + number - range.number + 1);
  }

  /** Returns the index at which the range of the event at `index` ends. */
  endOfRange(index: number): number {
    return this.#ranges.find((each) => each.index > index)?.index ?? Number.POSITIVE_INFINITY;
  }
}
