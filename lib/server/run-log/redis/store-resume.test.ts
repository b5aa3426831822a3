import { afterAll, beforeAll, expect, test } from 'vitest';
import { RedisServer } from '../../../../e2e/fixtures/servers/redis-server.ts';
import { SEQ_GAP } from '../run-lost.ts';
import { appendAndAwait, findRun, twoServers } from '../testing/faulty-redis.ts';
import {
  abort,
  createRunInfo,
  delta,
  end,
  finish,
  joinText,
  readToEnd,
  start,
} from '../testing/run-log-fixtures.ts';

const POSITION = { responseId: 'resp_1', number: 7 };
const PROGRESS = { requests: 1, retries: 0 };

let server: RedisServer;
beforeAll(async () => {
  server = await RedisServer.start();
});
afterAll(() => server.close());

/** Writes half an answer, with a position in it, on a server that is then cut off from Redis. */
async function writeHalf() {
  const servers = twoServers(server.address);
  const { log } = await servers.one.open(createRunInfo());
  log.append(start);
  log.append(delta('one '));
  log.savePosition?.(POSITION, PROGRESS);
  await appendAndAwait(log, servers.other, 'two ');
  await servers.connection.disconnect();
  return { ...servers, log };
}

/** Makes the first server dead for as long as others wait for it, and the other one take its run over. */
async function takeWhenDead({
  other,
  expireLease,
}: Pick<Awaited<ReturnType<typeof writeHalf>>, 'other' | 'expireLease'>) {
  await expireLease();
  const [taken, ...others] = await other.takeOrphans();
  expect(others).toEqual([]);
  return taken as NonNullable<typeof taken>;
}

test('another server goes on with the run of a dead one, and its readers follow', async () => {
  const servers = await writeHalf();
  const reading = readToEnd((await findRun(servers.other)).read(0));
  expect(await servers.other.takeOrphans()).toEqual([]); // the producer counts as alive
  const orphan = await takeWhenDead(servers);
  expect(orphan).toMatchObject({
    position: { ...POSITION, events: 2, characters: 4, progress: PROGRESS },
    before: [start, delta('one ')],
    after: [delta('two ')],
  });
  orphan.log.append(delta('three'));
  await orphan.log.close([finish]);
  expect(await orphan.log.settled()).toBe('whole');
  const entries = await reading;
  expect(joinText(entries)).toBe('one two three');
  expect(entries.at(-1)).toMatchObject({ event: finish });
  expect(entries.at(-1)?.seq).toBeGreaterThan(SEQ_GAP);
  expect(await servers.other.takeOrphans()).toEqual([]);
  await servers.log.close([abort]);
});

test('of two servers that find a dead one, only one goes on with its run', async () => {
  const servers = await writeHalf();
  await servers.expireLease();
  const takers = [servers.other, servers.other, servers.other];
  const taken = await Promise.all(takers.map((store) => store.takeOrphans()));
  expect(taken.flat()).toHaveLength(1);
  expect(await servers.other.takeOrphans()).toEqual([]);
  await servers.log.close([abort]);
});

test('a producer that comes back leaves the run to the other one', async () => {
  const servers = await writeHalf();
  const local = servers.log.read(0);
  await local.next();
  const orphan = await takeWhenDead(servers);
  servers.connection.cut = false;
  servers.log.append(delta('too late'));
  await expect(local.next().then(() => local.next())).rejects.toMatchObject({ code: 'log-unavailable' });
  expect([await servers.log.settled(), servers.log.isTaken]).toEqual(['lost', true]);
  expect(servers.log.append(delta('later still'))).toBe('closed');
  await orphan.log.close([finish]);
  const entries = await readToEnd((await findRun(servers.one)).read(0));
  expect(joinText(entries)).toBe('one two ');
  expect(entries.map(({ event }) => event.type).slice(-2)).toEqual([end.type, finish.type]);
});

test('a stop ends a run whose producer is dead: nobody goes on with it', async () => {
  const servers = await writeHalf();
  await servers.expireLease();
  expect(await (await findRun(servers.other)).close([abort])).toBe(true);
  expect(await servers.other.takeOrphans()).toEqual([]);
  await servers.log.close([abort]);
});
