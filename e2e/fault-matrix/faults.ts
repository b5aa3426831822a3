import type { Cell } from './cell.ts';
import type { Deployment, DeploymentOptions } from './deployment.ts';
import type { Moment } from './moments.ts';
import type { PageCell } from './page-cell.ts';
import type { AffectedTab } from './session-cell.ts';

/** The end that a fault leads to. */
export type ExpectedEnd = {
  outcome: string;
  code?: string;
  /** Whether the client ends with the whole answer. */
  whole: boolean;
  /** How many requests reach the upstream. */
  requests: number;
};

export type Fault = DeploymentOptions & {
  name: string;
  /** The end of a run with this fault at this moment; undefined where the fault cannot occur. */
  expectedEnd(moment: Moment): ExpectedEnd | undefined;
  /** The tabs that it can affect; by default all. */
  tabs?: readonly AffectedTab[];
  /** Prepares the deployment before the question is sent. @returns a function that undoes this */
  prepare?(deployment: Deployment): () => void;
  /** Plays the cell's own run on to where it meets the fault. */
  meet?(cell: Cell, moment: Moment): Promise<void>;
  /** Injects the fault into all runs of the deployment at once. */
  injectIntoAll?(deployment: Deployment): Promise<void>;
  /** Injects the fault into the cell's own run, and plays the rest of the run as far as it goes on. */
  inject(cell: Cell, moment: Moment): Promise<void>;
};

/** A fault of the browser itself, which needs a page in all its cells. */
export type BrowserFault = Omit<Fault, 'inject'> & { inject(cell: PageCell, moment: Moment): Promise<void> };

const callsTool = ({ name }: Moment) => name === 'in tool arguments' || name === 'in a running tool';
/** A running tool has its own time limit. */
const waitsForModel = ({ name }: Moment): true | undefined =>
  name === 'in a running tool' ? undefined : true;
const begun = ({ text, reasoning }: Moment) => text !== '' || reasoning !== '';

/** @param retries upstream requests beyond one for each step */
export const complete = (moment: Moment, retries = 0): ExpectedEnd => ({
  outcome: 'complete',
  whole: true,
  requests: moment.requests + retries + (callsTool(moment) ? 1 : 0),
});
const cut = (moment: Moment, code: string): ExpectedEnd => ({
  outcome: begun(moment) ? 'interrupted' : 'failed',
  code,
  whole: false,
  requests: moment.requests,
});
/** The upstream fails in the request that is open, or in the next one. */
const cutByUpstream = (moment: Moment, code: string): ExpectedEnd => {
  const end = cut(moment, code);
  return moment.meetUpstream ? { ...end, requests: end.requests + 1 } : end;
};
const stopped = (moment: Moment): ExpectedEnd => ({
  outcome: 'stopped',
  whole: false,
  requests: moment.requests,
});

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

const serverFaults: Fault[] = [
  {
    name: 'server killed -9',
    expectedEnd: (moment) => cut(moment, 'run-lost'),
    injectIntoAll: (deployment) => deployment.restartServer(),
    inject: async () => {},
  },
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

export const FAULTS: readonly Fault[] = [...upstreamFaults, ...clientFaults, ...serverFaults, ...redisFaults];

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
];
