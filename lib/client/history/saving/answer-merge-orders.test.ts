import { describe, expect, test } from 'vitest';
import type { ChatMessage, Outcome } from '#lib/protocol/run-event.ts';
import { type AnswerState, mergeAnswer } from './answer-merge.ts';

/** What a tab may believe of a run that it has lost. */
const LOST = [undefined, 'interrupted', 'failed'] as const;
const TERMINAL = ['failed', 'interrupted', 'awaiting-approval', 'stopped', 'length', 'complete'] as const;
const OUTCOMES = [undefined, ...TERMINAL, 'content-filter'] as const satisfies (Outcome | undefined)[];
/** The precedence that decision 025 states. */
const ORDER: (Outcome | undefined)[][] = [
  [undefined],
  ['failed', 'interrupted'],
  ['awaiting-approval'],
  ['stopped', 'length', 'content-filter'],
  ['complete'],
];

type Saved = { run: number; length: number; outcome: Outcome | undefined };

/** Runs are numbered from 0. Each continues the one before it. */
function toMessage({ run, length, outcome }: Saved): ChatMessage {
  const metadata = {
    runId: `r${run}`,
    model: 'm',
    startedAt: run,
    ...(run > 0 ? { continuedFrom: `r${run - 1}` } : {}),
    ...(outcome ? { outcome } : {}),
  };
  return { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'x'.repeat(length) }], metadata };
}

function toSaved({ message: { parts, metadata } }: AnswerState): Saved {
  const [part] = parts;
  const length = part?.type === 'text' ? part.text.length : 0;
  return { run: Number(metadata?.runId.slice(1)), length, outcome: metadata?.outcome };
}

const rankOf = (outcome: Outcome | undefined) => ORDER.findIndex((rank) => rank.includes(outcome));

/** Saves `next` over `present`, and checks what must hold for every save. */
function save(present: AnswerState, next: Saved): AnswerState {
  const state = mergeAnswer(present, { message: toMessage(next) }) ?? present;
  const [before, after] = [toSaved(present), toSaved(state)];
  const where = JSON.stringify({ before, next, after });
  expect(after.length, where).toBeGreaterThanOrEqual(before.length);
  expect(after.run, where).toBeGreaterThanOrEqual(before.run);
  if (after.run === before.run)
    expect(rankOf(after.outcome), where).toBeGreaterThanOrEqual(rankOf(before.outcome));
  else expect(after.run, where).toBe(before.run + 1);
  if (before.outcome === 'complete') expect(after.outcome, where).toBe('complete');
  return state;
}

type Random = (limit: number) => number;

/** Random numbers that are the same for the same seed, so that a failure can be repeated. */
function createRandom(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item;
}

type Run = { run: number; start: number; end: number; outcome: Outcome };

/** Up to three runs that continue each other: where each starts and ends, and how. Only the last may be complete. */
function createRuns(random: Random): Run[] {
  const runs: Run[] = [];
  for (let count = 1 + random(3); count > 0; count--) {
    const start = runs.at(-1)?.end ?? 0;
    const ends = count === 1 ? TERMINAL : TERMINAL.slice(0, -1);
    const outcome = pick<Outcome>(ends, random);
    runs.push({ run: runs.length, start, end: start + random(20), outcome });
  }
  return runs;
}

const EMPTY: AnswerState = { message: toMessage({ run: 0, length: 0, outcome: undefined }) };

/** What a tab has read of a run: up to a random point, where it may believe the run to be lost, or to its end. */
function readSome({ run, start, end, outcome }: Run, random: Random): Saved {
  if (random(3) === 0) return { run, length: end, outcome };
  return { run, length: start + random(end - start + 1), outcome: pick(LOST, random) };
}

describe('a save', () => {
  const states: Saved[] = [0, 1, 2].flatMap((run) =>
    [0, 30, 60].flatMap((length) => OUTCOMES.map((outcome) => ({ run, length, outcome }))),
  );

  test('never loses text or an outcome, whatever is stored', () => {
    for (const present of states) {
      for (const next of states) {
        const pastRuns = Array.from({ length: present.run }, (_, run) => `r${run}`);
        save({ message: toMessage(present), pastRuns }, next);
      }
    }
  });

  test('never loses text or an outcome, in any order of the saves of several tabs', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = createRandom(seed);
      const runs = createRuns(random);
      let stored = EMPTY;
      for (let count = random(30); count > 0; count--) {
        stored = save(stored, readSome(pick(runs, random), random));
      }
    }
  });

  test('of an end is kept whatever late tabs save afterwards', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const random = createRandom(seed);
      let stored = EMPTY;
      const ended: Run[] = [];
      for (const run of createRuns(random)) {
        ended.push(run);
        const { start, end, outcome } = run;
        stored = save(stored, { run: run.run, length: start, outcome: undefined });
        stored = save(stored, { run: run.run, length: end, outcome });
        for (let count = random(5); count > 0; count--) {
          stored = save(stored, readSome(pick(ended, random), random));
        }
        expect(toSaved(stored)).toMatchObject({ run: run.run, length: end });
        expect(rankOf(toSaved(stored).outcome)).toBe(rankOf(outcome));
      }
    }
  });
});
