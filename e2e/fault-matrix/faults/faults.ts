import type { Cell } from '../cell.ts';
import type { Moment } from '../moments.ts';
import {
  type BrowserFault,
  begun,
  complete,
  cut,
  cutByUpstream,
  type Fault,
  stopped,
  waitsForModel,
} from './fault.ts';
import { DISK_FAULTS, killAndRestart, SERVER_FAULTS } from './server-faults.ts';

/** Fails in a way that the server retries before the first token, and then answers. */
async function failThenAnswer(cell: Cell, moment: Moment, fail: () => void): Promise<void> {
  await failForGood(cell, moment, fail);
  if (begun(moment)) return;
  await cell.request(2);
  await moment.finish(cell);
}

async function failForGood(cell: Cell, moment: Moment, fail: () => void): Promise<void> {
  await moment.meetUpstream?.(cell);
  fail();
}

const upstreamFaults: Fault[] = [
  {
    name: 'upstream refuses',
    tabs: ['the same tab'],
    environment: { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MODELS: 'scripted', MAX_RETRIES: '1' },
    expectedEnd: ({ name }) =>
      name === 'before headers'
        ? { outcome: 'failed', code: 'model-unavailable', whole: false, requests: 0 }
        : undefined,
    inject: async () => {},
  },
  {
    name: '429, then fine',
    // Once a run has its first token, the server retries no request of it.
    expectedEnd: (moment) =>
      moment.name === 'before headers'
        ? complete(moment, 1)
        : moment.meetUpstream && cutByUpstream(moment, 'upstream-error'),
    inject: (cell, moment) =>
      failThenAnswer(cell, moment, () => cell.current.refuse(429, 'Slow down.', { 'retry-after-ms': '50' })),
  },
  {
    name: '503 for ever',
    expectedEnd: (moment) =>
      moment.name === 'before headers'
        ? { ...cut(moment, 'upstream-error'), requests: 3 }
        : moment.meetUpstream && cutByUpstream(moment, 'upstream-error'),
    async inject(cell, moment) {
      await moment.meetUpstream?.(cell);
      const requests = moment.meetUpstream ? [2] : [1, 2, 3];
      for (const request of requests) {
        (await cell.request(request)).refuse(503, 'Overloaded.', { 'retry-after-ms': '50' });
      }
    },
  },
  {
    name: 'upstream stalls',
    hasClock: true,
    expectedEnd: (moment) =>
      cutByUpstream(moment, begun(moment) && !moment.meetUpstream ? 'idle-timeout' : 'first-token-timeout'),
    meet: async (cell, moment) => moment.meetUpstream?.(cell),
    injectIntoAll: async ({ clock }) => clock?.advance(400_000),
    inject: async () => {},
  },
  {
    name: 'silent for 200 s',
    hasClock: true,
    expectedEnd: (moment) =>
      waitsForModel(moment) && (begun(moment) ? cut(moment, 'idle-timeout') : complete(moment)),
    injectIntoAll: async ({ clock }) => clock?.advance(200_000),
    inject: async (cell, moment) => {
      if (!begun(moment)) await moment.finish(cell);
    },
  },
  {
    name: 'silent for 200 s, with keep-alives',
    hasClock: true,
    expectedEnd: (moment) => waitsForModel(moment) && complete(moment),
    async injectIntoAll({ clock, upstream }) {
      for (let tens = 0; tens < 20; tens++) {
        for (const request of upstream.requests) if (request.open) request.raw(': thinking\n\n');
        await clock?.advance(10_000);
      }
    },
    inject: (cell, moment) => moment.finish(cell),
  },
  {
    name: 'upstream resets',
    expectedEnd: (moment) => (begun(moment) ? cutByUpstream(moment, 'connection-lost') : complete(moment, 1)),
    inject: (cell, moment) => failThenAnswer(cell, moment, () => cell.current.reset()),
  },
  {
    name: 'upstream truncates',
    expectedEnd: (moment) => cutByUpstream(moment, 'truncated'),
    inject: (cell, moment) => failForGood(cell, moment, () => cell.current.truncate()),
  },
  {
    name: 'upstream sends garbage',
    expectedEnd: (moment) => cutByUpstream(moment, 'upstream-error'),
    inject: (cell, moment) => failForGood(cell, moment, () => cell.current.raw('data: {"choices":[{\n\n')),
  },
  {
    name: 'error object',
    expectedEnd: (moment) => cutByUpstream(moment, 'upstream-error'),
    inject: (cell, moment) =>
      failForGood(cell, moment, () => cell.current.raw('data: {"error":{"message":"out of memory"}}\n\n')),
  },
];

const clientFaults: Fault[] = [
  {
    name: 'client drops',
    expectedEnd: (moment) => complete(moment),
    injectIntoAll: async ({ proxy }) => proxy.cut(),
    inject: (cell, moment) => moment.finish(cell),
  },
  {
    name: '413 by a proxy',
    tabs: ['the same tab'],
    expectedEnd: ({ name }) =>
      name === 'before headers'
        ? { outcome: 'failed', code: 'proxy-limit', whole: false, requests: 0 }
        : undefined,
    prepare: ({ proxy }) => {
      const rule = proxy.add({ maxBodyBytes: 100 }, { method: 'POST' });
      return () => rule.release();
    },
    inject: async () => {},
  },
  { name: 'stop', expectedEnd: stopped, inject: (cell) => cell.stop() },
  { name: 'double stop', expectedEnd: stopped, inject: (cell) => cell.stopTwice() },
  { name: 'stop from another tab', expectedEnd: stopped, inject: (cell) => cell.stopInAnotherTab() },
];

const redisFaults: Fault[] = [
  {
    name: 'Redis stopped',
    redisDelayMs: 0,
    // A tab cannot attach to a run without it.
    tabs: ['the same tab'],
    expectedEnd: (moment) => complete(moment),
    injectIntoAll: async ({ redis }) => redis?.stopRedis(),
    inject: (cell, moment) => moment.finish(cell),
  },
  {
    name: 'Redis slow',
    redisDelayMs: 150,
    expectedEnd: (moment) => complete(moment),
    inject: (cell, moment) => moment.finish(cell),
  },
];

export const FAULTS: readonly Fault[] = [
  ...upstreamFaults,
  ...clientFaults,
  ...SERVER_FAULTS,
  ...DISK_FAULTS,
  ...redisFaults,
];

export const BROWSER_FAULTS: readonly BrowserFault[] = [
  {
    name: 'tab closes',
    expectedEnd: (moment) => complete(moment),
    inject: (cell, moment) => cell.closeTabDuring(() => moment.finish(cell)),
  },
  {
    name: 'offline and back',
    expectedEnd: (moment) => complete(moment),
    inject: (cell, moment) => cell.goOfflineDuring(() => moment.finish(cell)),
  },
  {
    name: 'tab frozen and thawed',
    expectedEnd: (moment) => complete(moment),
    inject: (cell, moment) => cell.freezeDuring(() => moment.finish(cell)),
  },
  {
    name: 'tab closes, server killed and started again',
    disk: {},
    expectedEnd: (moment) => cut(moment, 'restarting'),
    inject: (cell) => cell.closeTabDuring(() => killAndRestart(cell.deployment)),
  },
];
