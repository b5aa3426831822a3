import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunUsage } from './run-usage.ts';

/** What several runs have used, in tokens. */
export type UsageSum = {
  answers: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  /** Absent if no run has a cost. */
  cost?: number;
  /** Some of the tokens are estimated. */
  isEstimated: boolean;
};

/** What the answers of one model in one chat have used on one day. */
export type UsageRow = UsageSum & {
  /** The reader's local date, `2026-11-28`. */
  day: string;
  chatId: ChatId;
  chatTitle: string;
  model: string;
};

const NOTHING: UsageSum = { answers: 0, input: 0, cached: 0, output: 0, reasoning: 0, isEstimated: false };

export function sumUsage(sums: Iterable<UsageSum>): UsageSum {
  const total = { ...NOTHING };
  for (const each of sums) add(total, each);
  return total;
}

/** Sums per value of `keyOf`, in the order in which the values appear. */
export function groupUsage(
  rows: Iterable<UsageRow>,
  keyOf: (row: UsageRow) => string,
): Map<string, UsageSum> {
  const groups = new Map<string, UsageSum>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key) ?? { ...NOTHING };
    groups.set(key, group);
    add(group, row);
  }
  return groups;
}

function add(total: UsageSum, more: UsageSum): void {
  total.answers += more.answers;
  total.input += more.input;
  total.cached += more.cached;
  total.output += more.output;
  total.reasoning += more.reasoning;
  total.isEstimated ||= more.isEstimated;
  if (more.cost !== undefined) total.cost = (total.cost ?? 0) + more.cost;
}

/** Collects runs into rows. A run counts once, however many copies of its answer there are. */
export class UsageRows {
  readonly #rows = new Map<string, UsageRow>();
  readonly #counted = new Set<string>();

  /** @param runs the runs of one answer */
  add(chat: { id: ChatId; title: string }, runs: readonly RunUsage[]): void {
    for (const [index, run] of runs.entries()) {
      if (this.#counted.has(run.runId)) continue;
      this.#counted.add(run.runId);
      const day = toLocalDay(new Date(run.startedAt));
      const key = JSON.stringify([day, chat.id, run.model]);
      const place = { day, chatId: chat.id, chatTitle: chat.title, model: run.model };
      const row = this.#rows.get(key) ?? { ...NOTHING, ...place };
      this.#rows.set(key, row);
      add(row, { ...run, answers: index === 0 ? 1 : 0 });
    }
  }

  /** The latest day first. */
  toArray(): UsageRow[] {
    return [...this.#rows.values()].sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
  }
}

/** The date in the reader's time zone, as `2026-11-28`. */
export function toLocalDay(date: Date): string {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

/** The last local days up to today, the oldest first. Days are counted by date: those with a change of the clock are not 24 h long. */
export function getLastDays(count: number, now = new Date()): Date[] {
  return Array.from({ length: count }, (_, index) => {
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() - (count - 1 - index));
  });
}
