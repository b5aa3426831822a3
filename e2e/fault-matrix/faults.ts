import type { Page } from '@playwright/test';
import { RunnelServer } from '../fixtures/runnel-server.ts';
import { expect } from '../fixtures/test.ts';
import type { Cell } from './cell.ts';
import type { Moment } from './moments.ts';

/** What becomes of a run: its outcome, and whether its reader ends with all that the upstream had to say. */
export type Fate = { outcome: string; code?: string; whole: boolean; requests: number };

export type Fault = {
  name: string;
  environment?: Record<string, string>;
  /** Milliseconds to a Redis, in the rows that are played with one. */
  redisDelayMs?: number;
  /** Nothing else can be played where it has struck. */
  spoilsWorld?: true;
  /** What becomes of a run that it meets at this moment; undefined where it cannot. */
  fate(moment: Moment): Fate | undefined;
  /** Lets it happen to the cell at this moment, and plays on to the end of what can go on. */
  strike(cell: Cell, moment: Moment): Promise<void>;
};

const callsTool = ({ name }: Moment) => name === 'in tool arguments' || name === 'in a running tool';
const begun = ({ text, reasoning }: Moment) => text !== '' || reasoning !== '';

/** All is said in the end, with one request for each step. */
const complete = (moment: Moment, more = 0): Fate => ({
  outcome: 'complete',
  whole: true,
  requests: moment.requests + more + (callsTool(moment) ? 1 : 0),
});
const cut = (moment: Moment, code: string): Fate => ({
  outcome: begun(moment) ? 'interrupted' : 'failed',
  code,
  whole: false,
  requests: moment.requests,
});
/** The upstream fails: it is met by the request that is open, or by the next one. */
const cutByUpstream = (moment: Moment, code: string): Fate => {
  const fate = cut(moment, code);
  return moment.meetUpstream ? { ...fate, requests: fate.requests + 1 } : fate;
};
const stopped = (moment: Moment): Fate => ({ outcome: 'stopped', whole: false, requests: moment.requests });

/** The upstream fails, in a way that is worth asking again before the first token. */
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
    environment: { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MODELS: 'scripted', MAX_RETRIES: '1' },
    fate: ({ name }) =>
      name === 'before headers'
        ? { outcome: 'failed', code: 'model-unavailable', whole: false, requests: 0 }
        : undefined,
    strike: async () => {},
  },
  {
    name: '429, then fine',
    // After the first token of a run nothing is asked again.
    fate: (moment) =>
      moment.name === 'before headers'
        ? complete(moment, 1)
        : moment.meetUpstream && cutByUpstream(moment, 'upstream-error'),
    strike: (cell, moment) =>
      failThenAnswer(cell, moment, () => cell.current.refuse(429, 'Slow down.', { 'retry-after-ms': '50' })),
  },
  {
    name: '503 for ever',
    fate: (moment) =>
      moment.name === 'before headers'
        ? { ...cut(moment, 'upstream-error'), requests: 3 }
        : moment.meetUpstream && cutByUpstream(moment, 'upstream-error'),
    async strike(cell, moment) {
      await moment.meetUpstream?.(cell);
      const requests = moment.meetUpstream ? [2] : [1, 2, 3];
      for (const request of requests) {
        (await cell.request(request)).refuse(503, 'Overloaded.', { 'retry-after-ms': '50' });
      }
    },
  },
  {
    name: 'upstream stalls',
    // Longer than a test needs from one step to the next.
    environment: { FIRST_TOKEN_TIMEOUT_MS: '4000', IDLE_TIMEOUT_MS: '4000' },
    fate: (moment) =>
      cutByUpstream(moment, begun(moment) && !moment.meetUpstream ? 'idle-timeout' : 'first-token-timeout'),
    strike: (cell, moment) => failForGood(cell, moment, () => {}),
  },
  {
    name: 'upstream resets',
    fate: (moment) => (begun(moment) ? cutByUpstream(moment, 'connection-lost') : complete(moment, 1)),
    strike: (cell, moment) => failThenAnswer(cell, moment, () => cell.current.reset()),
  },
  {
    name: 'upstream truncates',
    fate: (moment) => cutByUpstream(moment, 'truncated'),
    strike: (cell, moment) => failForGood(cell, moment, () => cell.current.truncate()),
  },
  {
    name: 'upstream sends garbage',
    fate: (moment) => cutByUpstream(moment, 'upstream-error'),
    strike: (cell, moment) => failForGood(cell, moment, () => cell.current.raw('data: {"choices":[{\n\n')),
  },
  {
    name: 'error object',
    fate: (moment) => cutByUpstream(moment, 'upstream-error'),
    strike: (cell, moment) =>
      failForGood(cell, moment, () => cell.current.raw('data: {"error":{"message":"out of memory"}}\n\n')),
  },
];

const clientFaults: Fault[] = [
  {
    name: 'client drops',
    fate: (moment) => complete(moment),
    async strike(cell, moment) {
      cell.world.line.cut();
      await moment.finish(cell);
    },
  },
  {
    name: 'tab closes',
    fate: (moment) => complete(moment),
    async strike(cell, moment) {
      const address = cell.page.url();
      await cell.page.close();
      await moment.finish(cell);
      cell.page = await cell.context.newPage();
      await cell.page.goto(address);
    },
  },
  {
    name: 'offline and back',
    fate: (moment) => complete(moment),
    async strike(cell, moment) {
      await cell.context.setOffline(true);
      cell.world.line.cut();
      await cell.page.getByText('You are offline').first().waitFor();
      await moment.finish(cell);
      await cell.context.setOffline(false);
    },
  },
  {
    name: 'stop',
    fate: stopped,
    strike: ({ page }) => stopButton(page).click(),
  },
  {
    name: 'double stop',
    fate: stopped,
    async strike({ page }) {
      const address = `/api${new URL(page.url()).pathname}/run`;
      // In one turn of the page: a button that is gone before it is clicked is never clicked.
      await stopButton(page).evaluate(async (button, url) => {
        (button as HTMLButtonElement).click();
        await fetch(url, { method: 'DELETE' });
      }, address);
    },
  },
  {
    name: 'stop from another tab',
    fate: stopped,
    async strike(cell) {
      const tab = await cell.openTab();
      await stopButton(tab).click();
      await expect(tab.getByText('Stopped.', { exact: true })).toBeVisible();
    },
  },
];

function stopButton(page: Page) {
  return page.getByRole('button', { name: 'Stop', exact: true }).first();
}

const serverFaults: Fault[] = [
  {
    name: 'server killed -9',
    fate: (moment) => cut(moment, 'run-lost'),
    async strike({ world }) {
      const { port } = new URL(world.server.url);
      await world.server.kill();
      world.server = await RunnelServer.start({ ...world.environment, PORT: port });
    },
  },
];

const redisFaults: Fault[] = [
  {
    name: 'Redis stopped',
    redisDelayMs: 0,
    spoilsWorld: true,
    fate: (moment) => complete(moment),
    async strike(cell, moment) {
      await cell.world.redis?.stopRedis();
      await moment.finish(cell);
    },
  },
  {
    name: 'Redis slow',
    redisDelayMs: 150,
    fate: (moment) => complete(moment),
    strike: (cell, moment) => moment.finish(cell),
  },
];

export const FAULTS: readonly Fault[] = [...upstreamFaults, ...clientFaults, ...serverFaults, ...redisFaults];
