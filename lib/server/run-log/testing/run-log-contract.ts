import 'server-only';
import { describe, expect, test, vi } from 'vitest';
import { AnswerBuilder } from '#lib/protocol/answer-builder.ts';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import { type Random, seededRandom } from '#lib/server/testing/seeded-random.ts';
import type { LogBatch, RunInfo, RunLog, RunLogReader, RunLogStore } from '../run-log.ts';

export const start: RunEvent = { type: 'text-start', id: 't' };
export const delta = (text: string): RunEvent => ({ type: 'text-delta', id: 't', delta: text });
export const end: RunEvent = { type: 'text-end', id: 't' };
export const finish: RunEvent = { type: 'finish', finishReason: 'stop' };
export const abort: RunEvent = { type: 'abort', reason: 'stopped' };

export function runInfo(change: Partial<Record<'runId' | 'chatId' | 'owner', string>> = {}): RunInfo {
  const { runId = 'run-1', chatId = 'chat-1', owner = 'ann' } = change;
  return { runId: runId as RunId, chatId: chatId as ChatId, owner, model: 'm', startedAt: Date.now() };
}

/** All that a reader gets until the terminal event, one entry an event. */
export async function readToEnd(reader: RunLogReader): Promise<LogBatch> {
  const entries: LogBatch = [];
  for (let batch = await reader.next(); batch !== undefined; batch = await reader.next())
    entries.push(...batch);
  return entries;
}

export function wordsOf(entries: LogBatch): string {
  return entries.map(({ event }) => (event.type === 'text-delta' ? event.delta : '')).join('');
}

/** What every run-log store must hold to, wherever it keeps its logs. */
export function describeRunLogStore(name: string, makeStore: () => RunLogStore | Promise<RunLogStore>): void {
  const openLog = async (): Promise<RunLog> => (await (await makeStore()).open(runInfo())).log;

  describe(`${name}: reading`, () => {
    test('a reader gets every event in its order, numbered from 1', async () => {
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

    test('what was read in pieces can be read again after any of its numbers', async () => {
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
        expect(wordsOf(before) + wordsOf(after), `after ${seq}`).toBe('one two three');
        expect(
          after.every((entry) => entry.seq > seq),
          `after ${seq}`,
        ).toBe(true);
      }
    });

    test('a reader waits for what is not written yet', async () => {
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

    test('reader.close() releases a next that waits, and the reader gives nothing more', async () => {
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

    test('after the last event there is nothing to wait for', async () => {
      const log = await openLog();
      await log.close([finish]);
      expect(await log.read(1).next()).toBeUndefined();
      expect(await log.read(99).next()).toBeUndefined();
    });
  });

  describe(`${name}: closing`, () => {
    test('whoever closes first decides how the run ended', async () => {
      const store = await makeStore();
      const { log } = await store.open(runInfo());
      const found = await store.find('ann', runInfo().chatId);
      expect(await log.close([abort])).toBe(true);
      expect(await log.close([finish])).toBe(false);
      expect(await found?.close([finish])).toBe(false);
      expect(await readToEnd(log.read(0))).toEqual([{ seq: 1, event: abort }]);
    });

    test('of two closers at once exactly one succeeds', async () => {
      const log = await openLog();
      const closed = await Promise.all([log.close([finish]), log.close([abort])]);
      expect(closed.filter(Boolean)).toHaveLength(1);
      const events = await readToEnd(log.read(0));
      expect(events.filter(({ event }) => isTerminal(event))).toHaveLength(1);
    });

    test('an append to a closed log says so and changes nothing', async () => {
      const log = await openLog();
      expect(log.closed).toBe(false);
      await log.close([finish]);
      expect(log.closed).toBe(true);
      expect(log.append(delta('late'))).toBe('closed');
      expect(await readToEnd(log.read(0))).toEqual([{ seq: 1, event: finish }]);
    });

    test('closing ends the parts that are open, and only those', async () => {
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

    test('a close listener is called once, at once when the log is closed, and never once taken off', async () => {
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

  describe(`${name}: a chat's run`, () => {
    test('the same run id attaches, live or ended', async () => {
      const store = await makeStore();
      const first = await store.open(runInfo());
      expect(first.created).toBe(true);
      first.log.append(start);
      for (const when of ['live', 'ended']) {
        const again = await store.open(runInfo());
        expect(again.created, when).toBe(false);
        expect((await again.log.read(0).next())?.[0], when).toEqual({ seq: 1, event: start });
        await first.log.close([finish]);
      }
    });

    test('the same run asked for twice at once is created once', async () => {
      const store = await makeStore();
      const opened = await Promise.all([store.open(runInfo()), store.open(runInfo())]);
      expect(opened.map(({ created }) => created).sort()).toEqual([false, true]);
      const [first, second] = opened;
      first?.log.append(start);
      expect(await second?.log.read(0).next()).toEqual([{ seq: 1, event: start }]);
    });

    test('another run is refused while one is live, with the id of that one, also at the same moment', async () => {
      const store = await makeStore();
      const opened = await Promise.allSettled([
        store.open(runInfo()),
        store.open(runInfo({ runId: 'run-2' })),
      ]);
      expect(opened.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      const refused = store.open(runInfo({ runId: 'run-3' }));
      await expect(refused).rejects.toMatchObject({ code: 'run-active', runId: 'run-1' });
    });

    test('the next run takes the place of one that ended', async () => {
      const store = await makeStore();
      const { log } = await store.open(runInfo());
      await log.close([finish]);
      expect(await store.open(runInfo({ runId: 'run-2' }))).toMatchObject({ created: true });
      expect((await store.find('ann', runInfo().chatId))?.info.runId).toBe('run-2');
    });

    test('a chat is found by its owner only', async () => {
      const store = await makeStore();
      await store.open(runInfo());
      expect((await store.find('ann', runInfo().chatId))?.info).toMatchObject({ owner: 'ann', model: 'm' });
      expect(await store.find('ann', 'chat-2' as ChatId)).toBeUndefined();
      await expect(store.find('bob', runInfo().chatId)).rejects.toMatchObject({ code: 'not-found' });
      await expect(store.open(runInfo({ owner: 'bob' }))).rejects.toMatchObject({ code: 'not-found' });
    });
  });

  describe(`${name}: drops and resumes`, () => {
    test.each(Array.from({ length: 60 }, (_, seed) => seed))(
      'every reader ends with the same words and no event twice (seed %i)',
      async (seed) => {
        const random = seededRandom(seed);
        const log = await openLog();
        const answer = randomAnswer(random);
        const readers = Array.from({ length: 4 }, () => readWithDrops(log, random));
        for (const event of answer) {
          expect(log.append(event)).toBe('appended');
          await random.yieldTurns(6);
        }
        await log.close([finish]);
        const expected = partsOf([...answer, finish].map((event, index) => ({ seq: index + 1, event })));
        for (const entries of await Promise.all(readers)) {
          expect(partsOf(entries)).toEqual(expected);
          for (const [index, { seq }] of entries.entries()) {
            expect(seq).toBeGreaterThan(entries[index - 1]?.seq ?? 0);
          }
          expect(entries.filter(({ event }) => isTerminal(event))).toHaveLength(1);
        }
      },
    );
  });
}

/** Reads a log to its end, leaving often and coming back after a number that it was given. */
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

/** Text, thoughts and calls in any order, each begun, grown and ended. */
export function randomAnswer(random: Random): RunEvent[] {
  const events: RunEvent[] = [];
  for (let part = 0; part < 1 + random.below(5); part++) {
    const id = String(part);
    const words = Array.from({ length: random.below(12) }, (_, index) => `${part}.${index} `);
    const kind = random.below(3);
    if (kind === 0) {
      events.push({ type: 'tool-input-start', toolCallId: id, toolName: 'clock' });
      for (const word of words)
        events.push({ type: 'tool-input-delta', toolCallId: id, inputTextDelta: word });
      events.push({ type: 'tool-input-available', toolCallId: id, toolName: 'clock', input: { part } });
    } else {
      const type = kind === 1 ? 'text' : 'reasoning';
      events.push({ type: `${type}-start`, id });
      for (const word of words) events.push({ type: `${type}-delta`, id, delta: word });
      events.push({ type: `${type}-end`, id });
    }
  }
  return events;
}

export function partsOf(entries: LogBatch) {
  const answer = new AnswerBuilder({ id: 'a', parts: [] });
  for (const { event } of entries) answer.apply(event);
  return answer.message.parts;
}
