import 'server-only';
import { describe, expect, test, vi } from 'vitest';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import type { LogBatch, RunLog } from '../run-log.ts';
import {
  abort,
  buildParts,
  createRandomAnswer,
  delta,
  end,
  finish,
  joinText,
  readToEnd,
  start,
} from './run-log-fixtures.ts';

type OpenLog = () => Promise<RunLog>;

/** Readers receive every event once and in order. */
export function describeReading(name: string, openLog: OpenLog): void {
  describe(`${name}: reading`, () => {
    test('a reader receives every event in order, numbered from 1', async () => {
      const log = await openLog();
      for (const event of [start, delta('a'), end]) expect(log.append(event)).toBe('appended');
      await log.close([finish]);
      expect(await readToEnd(log.read(0))).toEqual([
        { seq: 1, event: start },
        { seq: 2, event: delta('a') },
        { seq: 3, event: end },
        { seq: 4, event: finish },
      ]);
    });

    test('reading can resume after any number that a reader received', async () => {
      const log = await openLog();
      const reader = log.read(0);
      const pieces: LogBatch = [];
      for (const event of [start, delta('one '), delta('two '), delta('three'), end]) {
        log.append(event);
        pieces.push(...((await reader.next()) ?? []));
      }
      await log.close([finish]);
      pieces.push(...(await readToEnd(reader)));
      expect(pieces.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
      for (const { seq } of pieces) {
        const before = pieces.filter((entry) => entry.seq <= seq);
        const after = await readToEnd(log.read(seq));
        expect(joinText(before) + joinText(after), `after ${seq}`).toBe('one two three');
        expect(
          after.every((entry) => entry.seq > seq),
          `after ${seq}`,
        ).toBe(true);
      }
    });

    test('a reader waits for the next event', async () => {
      const log = await openLog();
      const waiting = log.read(0).next();
      log.append(start);
      expect(await waiting).toEqual([{ seq: 1, event: start }]);
      await log.close([abort]);
    });

    test('deltas of different parts are never merged', async () => {
      const log = await openLog();
      const other: RunEvent = { type: 'text-delta', id: 'u', delta: 'x' };
      const thought: RunEvent = { type: 'reasoning-delta', id: 't', delta: 'y' };
      for (const event of [delta('a'), other, thought, delta('b')]) log.append(event);
      await log.close([finish]);
      const events = (await readToEnd(log.read(0))).map(({ event }) => event);
      expect(events).toEqual([delta('a'), other, thought, delta('b'), finish]);
    });

    test('reader.close() resolves a waiting next, and the reader returns no more events', async () => {
      const log = await openLog();
      const reader = log.read(0);
      const waiting = reader.next();
      reader.close();
      expect(await waiting).toBeUndefined();
      log.append(start);
      expect(await reader.next()).toBeUndefined();
      expect(await log.read(0).next()).toEqual([{ seq: 1, event: start }]);
      await log.close([abort]);
    });

    test('reading after the last event ends at once', async () => {
      const log = await openLog();
      await log.close([finish]);
      expect(await log.read(1).next()).toBeUndefined();
      expect(await log.read(99).next()).toBeUndefined();
    });
  });
}

/** A log is closed once, and stays closed. */
export function describeClosing(name: string, openLog: OpenLog): void {
  describe(`${name}: closing`, () => {
    test('exactly one of two simultaneous closes succeeds', async () => {
      const log = await openLog();
      const closed = await Promise.all([log.close([finish]), log.close([abort])]);
      expect(closed.filter(Boolean)).toHaveLength(1);
      const events = await readToEnd(log.read(0));
      expect(events.filter(({ event }) => isTerminal(event))).toHaveLength(1);
    });

    test('an append to a closed log is rejected', async () => {
      const log = await openLog();
      expect(log.closed).toBe(false);
      await log.close([finish]);
      expect(log.closed).toBe(true);
      expect(log.append(delta('late'))).toBe('closed');
      expect(await readToEnd(log.read(0))).toEqual([{ seq: 1, event: finish }]);
    });

    test('closing ends the open parts, and only those', async () => {
      const log = await openLog();
      const thinking: RunEvent[] = [
        { type: 'reasoning-start', id: 't' },
        { type: 'reasoning-delta', id: 't', delta: 'hm' },
      ];
      for (const event of [start, end, ...thinking, { ...start, id: 'u' }]) log.append(event);
      await log.close([{ type: 'message-metadata', messageMetadata: { runId: 'r' } }, abort] as RunEvent[]);
      const events = (await readToEnd(log.read(0))).slice(5).map(({ event }) => event);
      expect(events).toEqual([
        { type: 'reasoning-end', id: 't' },
        { type: 'text-end', id: 'u' },
        { type: 'message-metadata', messageMetadata: { runId: 'r' } },
        abort,
      ]);
    });

    test('only a terminal event closes a log', async () => {
      const log = await openLog();
      await expect(log.close([])).rejects.toThrow('terminal');
      await expect(log.close([finish, end])).rejects.toThrow('terminal');
      expect(log.closed).toBe(false);
      await log.close([finish]);
    });

    test('a close listener is called once, immediately if the log is closed, and never after its removal', async () => {
      const log = await openLog();
      const [early, removed, late] = [vi.fn(), vi.fn(), vi.fn()];
      log.onClose(early);
      log.onClose(removed)();
      expect(early).not.toHaveBeenCalled();
      await log.close([finish]);
      await log.close([abort]);
      log.onClose(late);
      expect(early).toHaveBeenCalledTimes(1);
      expect(late).toHaveBeenCalledTimes(1);
      expect(removed).not.toHaveBeenCalled();
    });
  });
}

/** Readers that disconnect and resume end with the same message. */
export function describeDrops(name: string, openLog: OpenLog): void {
  describe(`${name}: dropped connections`, () => {
    test.each(Array.from({ length: 60 }, (_, seed) => seed))(
      'every reader ends with the same parts and receives no event twice (seed %i)',
      async (seed) => {
        const random = seededRandom(seed);
        const log = await openLog();
        const answer = createRandomAnswer(random);
        const readers = Array.from({ length: 4 }, () => readWithDrops(log, random));
        for (const event of answer) {
          expect(log.append(event)).toBe('appended');
          await random.yieldTurns(6);
        }
        await log.close([finish]);
        const expected = buildParts([...answer, finish].map((event, index) => ({ seq: index + 1, event })));
        for (const entries of await Promise.all(readers)) {
          expect(buildParts(entries)).toEqual(expected);
          for (const [index, { seq }] of entries.entries()) {
            expect(seq).toBeGreaterThan(entries[index - 1]?.seq ?? 0);
          }
          expect(entries.filter(({ event }) => isTerminal(event))).toHaveLength(1);
        }
      },
    );
  });
}

/** Reads a log to its end, and often disconnects and resumes after a number that it has received. */
async function readWithDrops(log: RunLog, random: Random): Promise<LogBatch> {
  let entries: LogBatch = [];
  let reader = log.read(0);
  for (;;) {
    await random.yieldTurns(12);
    const batch = await reader.next();
    if (batch !== undefined) entries.push(...batch);
    else if (entries.some(({ event }) => isTerminal(event))) return entries;
    if (batch !== undefined && random.below(3) > 0) continue;
    reader.close();
    const seq = entries[random.below(entries.length + 1)]?.seq ?? entries.at(-1)?.seq ?? 0;
    entries = entries.filter((entry) => entry.seq <= seq);
    reader = log.read(seq);
  }
}
