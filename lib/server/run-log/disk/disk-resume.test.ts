import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SEQ_GAP } from '../run-lost.ts';
import {
  buildParts,
  createRunInfo,
  delta,
  end,
  finish,
  joinText,
  readToEnd,
  start,
} from '../testing/run-log-fixtures.ts';
import { temporaryDisks } from './testing/temporary-disk.ts';

const disks = temporaryDisks();
const RESUMES = { resumes: true };
const POSITION = { responseId: 'resp_1', number: 7 };
const PROGRESS = { requests: 1, retries: 0, firstTokenMs: 20 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Writes half an answer. @param save records the position in the middle of it */
async function writeHalf({ save }: { save: boolean }) {
  const path = disks.path();
  const { store } = disks.open(path, RESUMES);
  const { log } = await store.open(createRunInfo());
  log.append(start);
  log.append(delta('one '));
  if (save) log.savePosition?.(POSITION, PROGRESS);
  log.append(delta('two '));
  await vi.advanceTimersByTimeAsync(250);
  return { path, log };
}

test('a run whose response can be resumed goes on in the next process', async () => {
  const { path } = await writeHalf({ save: true });
  const store = disks.openAfterKill(path, RESUMES);
  const [orphan, ...others] = await store.takeOrphans();
  expect(others).toEqual([]);
  expect(orphan?.position).toEqual({ ...POSITION, events: 2, characters: 4, progress: PROGRESS });
  expect(orphan?.before).toEqual([start, delta('one ')]);
  expect(orphan?.after).toEqual([delta('two ')]);
  expect(await store.takeOrphans()).toEqual([]);

  const log = await store.find('ann', createRunInfo().chatId);
  expect(log).toBe(orphan?.log);
  expect([log?.closed, joinText((await log?.read(0).next()) ?? [])]).toEqual([false, 'one two ']);
  log?.append(delta('three'));
  await vi.advanceTimersByTimeAsync(250);
  await log?.close([end, finish]);
  await vi.advanceTimersByTimeAsync(0);
  const stored = await store.find('ann', createRunInfo().chatId);
  expect(stored).not.toBe(log);
  const entries = await readToEnd((stored as NonNullable<typeof stored>).read(0));
  expect(joinText(entries)).toBe('one two three');
  expect(entries.at(-1)?.seq).toBeGreaterThan(SEQ_GAP);
});

test('a reader who had more than was flushed reads on after it, and notices', async () => {
  const { path, log } = await writeHalf({ save: true });
  log.append(delta('only read'));
  const store = disks.openAfterKill(path, RESUMES);
  const resumed = await store.find('ann', createRunInfo().chatId);
  const reader = resumed?.read(4);
  resumed?.append(delta('three'));
  expect(await reader?.next()).toEqual([{ seq: SEQ_GAP + 3, event: delta('three') }]);
});

test('a run can go on after several restarts', async () => {
  let { path } = await writeHalf({ save: true });
  for (const word of ['three ', 'four ', 'five ']) {
    path = disks.copy(path);
    const { store } = disks.open(path, RESUMES);
    const [orphan] = await store.takeOrphans();
    orphan?.log.append(delta(word));
    orphan?.log.savePosition?.({ ...POSITION, number: word.length }, PROGRESS);
    await vi.advanceTimersByTimeAsync(250);
  }
  const log = await disks.openAfterKill(path).find('ann', createRunInfo().chatId);
  const entries = await readToEnd((log as NonNullable<typeof log>).read(0));
  expect(joinText(entries)).toBe('one two three four five ');
  expect(buildParts(entries)).toHaveLength(1);
});

test.each([
  ['whose response cannot be resumed', false, RESUMES],
  ['on a server that does not resume responses', true, {}],
])('a run %s is interrupted', async (_, save, options) => {
  const { path } = await writeHalf({ save });
  const store = disks.openAfterKill(path, options);
  expect(await store.takeOrphans()).toEqual([]);
  const log = await store.find('ann', createRunInfo().chatId);
  const entries = await readToEnd((log as NonNullable<typeof log>).read(0));
  expect(joinText(entries)).toBe('one two ');
  expect(entries.at(-2)?.event).toMatchObject({ messageMetadata: { error: { code: 'restarting' } } });
});
