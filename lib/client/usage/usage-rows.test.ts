import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunUsage } from './run-usage.ts';
import { getLastDays, groupUsage, sumUsage, toLocalDay, UsageRows } from './usage-rows.ts';

const chat = { id: 'c1' as ChatId, title: 'Salt' };
const run = (startedAt: string, facts: Partial<RunUsage> = {}): RunUsage => ({
  ...{ runId: `${startedAt}${facts.model ?? ''}`, model: 'm', startedAt: Date.parse(startedAt) },
  ...{ input: 100, cached: 10, output: 20, reasoning: 5, context: 120, isEstimated: false },
  ...facts,
});

let zone: string | undefined;
beforeEach(() => {
  zone = process.env.TZ;
});
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('the day of a run', () => {
  test.each([
    ['UTC', '2026-03-08T23:59:59.999Z', '2026-03-08'],
    ['UTC', '2026-03-09T00:00:00.000Z', '2026-03-09'],
    ['America/New_York', '2026-03-09T03:59:59.999Z', '2026-03-08'],
    ['America/New_York', '2026-03-09T04:00:00.000Z', '2026-03-09'],
    ['Asia/Shanghai', '2026-12-31T15:59:59.999Z', '2026-12-31'],
    ['Asia/Shanghai', '2026-12-31T16:00:00.000Z', '2027-01-01'],
    ['Pacific/Kiritimati', '2026-03-08T10:00:00.000Z', '2026-03-09'],
  ])('changes at midnight in %s (%s)', (timeZone, startedAt, day) => {
    process.env.TZ = timeZone;
    const rows = new UsageRows();
    rows.add(chat, [run(startedAt)]);
    expect(rows.toArray()).toMatchObject([{ day }]);
  });
});

describe('the last days', () => {
  test.each([
    // The clocks change on 8 March and on 1 November in New York; in Lord Howe by half an hour on 5 April.
    ['America/New_York', '2026-03-10T04:30:00Z', ['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-10']],
    ['America/New_York', '2026-11-02T05:30:00Z', ['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02']],
    ['Australia/Lord_Howe', '2026-04-06T13:00:00Z', ['2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06']],
    ['Asia/Shanghai', '2027-01-01T16:00:00Z', ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']],
  ])('in %s have no gap and no day twice', (timeZone, now, days) => {
    process.env.TZ = timeZone;
    expect(getLastDays(4, new Date(now)).map(toLocalDay)).toEqual(days);
  });
});

describe('the rows', () => {
  test('are one per day, chat and model, the latest day first', () => {
    process.env.TZ = 'UTC';
    const rows = new UsageRows();
    const other = { id: 'c2' as ChatId, title: 'Rivers' };
    rows.add(chat, [run('2026-11-27T10:00:00Z', { cost: 0.5 })]);
    rows.add(chat, [run('2026-11-27T11:00:00Z', { cost: 0.25 })]);
    rows.add(chat, [run('2026-11-27T12:00:00Z', { model: 'n', isEstimated: true })]);
    rows.add(other, [run('2026-11-28T10:00:00Z')]);
    const all = rows.toArray();
    expect(all).toEqual([
      {
        ...{ day: '2026-11-28', chatId: 'c2', chatTitle: 'Rivers', model: 'm', answers: 1 },
        ...{ input: 100, cached: 10, output: 20, reasoning: 5, isEstimated: false },
      },
      {
        ...{ day: '2026-11-27', chatId: 'c1', chatTitle: 'Salt', model: 'm', answers: 2 },
        ...{ input: 200, cached: 20, output: 40, reasoning: 10, isEstimated: false, cost: 0.75 },
      },
      {
        ...{ day: '2026-11-27', chatId: 'c1', chatTitle: 'Salt', model: 'n', answers: 1 },
        ...{ input: 100, cached: 10, output: 20, reasoning: 5, isEstimated: true },
      },
    ]);
    expect(sumUsage(all)).toMatchObject({ answers: 4, input: 400, cost: 0.75, isEstimated: true });
    expect([...groupUsage(all, ({ model }) => model)]).toMatchObject([
      ['m', { answers: 3, input: 300, isEstimated: false }],
      ['n', { answers: 1 }],
    ]);
  });

  test('count a run once, however many copies of its answer there are', () => {
    const rows = new UsageRows();
    rows.add(chat, [run('2026-11-27T10:00:00Z')]);
    rows.add({ id: 'c2' as ChatId, title: 'Salt (branch)' }, [run('2026-11-27T10:00:00Z')]);
    expect(rows.toArray()).toMatchObject([{ chatId: 'c1', answers: 1, input: 100 }]);
  });

  test('count an answer that two runs have written once, and the tokens of both, each on its day', () => {
    process.env.TZ = 'UTC';
    const rows = new UsageRows();
    rows.add(chat, [run('2026-11-27T23:59:00Z'), run('2026-11-28T00:01:00Z')]);
    expect(rows.toArray().map(({ day, answers, input }) => [day, answers, input])).toEqual([
      ['2026-11-28', 0, 100],
      ['2026-11-27', 1, 100],
    ]);
  });
});
