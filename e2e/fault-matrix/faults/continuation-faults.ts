import { expect } from '../../fixtures/test.ts';
import type { Cell } from '../cell.ts';
import type { Moment } from '../moments.ts';
import { begun, complete, cut, type ExpectedEnd, type Fault } from './fault.ts';
import { killAndRestart } from './server-faults.ts';

/** The end of an answer that goes on by itself once it has begun. */
const goesOn = (moment: Moment): ExpectedEnd => ({
  outcome: 'complete',
  whole: true,
  requests: moment.requests + 1,
});

/** The upstream request that continues the answer, as of a model that repeats the last words, as it was asked to. */
async function continuation(cell: Cell, { text }: Moment): Promise<Cell['current']> {
  const before = cell.requests.length;
  await cell.connect();
  const request = await cell.request(before + 1);
  // A step whose tool call has finished is over: the next one has nothing to repeat.
  if (Object.keys(request.toolResults).length > 0)
    expect(request.toolResults).toEqual({ 'call-1': 'Found.' });
  else request.write(...(text.match(/\S+ ?/g) ?? []));
  return request;
}

async function answerTheRest(cell: Cell, moment: Moment): Promise<void> {
  const request = await continuation(cell, moment);
  request.write(moment.rest);
  request.finish();
}

/** The rows in which answers go on by themselves, as they do unless the reader has turned that off. */
export const CONTINUATION_FAULTS: readonly Fault[] = [
  {
    name: 'upstream resets, and the answer goes on',
    goesOn: true,
    expectedEnd(moment) {
      if (!begun(moment)) return complete(moment, 1);
      return { ...goesOn(moment), requests: moment.requests + (moment.meetUpstream ? 2 : 1) };
    },
    async inject(cell, moment) {
      await moment.meetUpstream?.(cell);
      cell.current.reset();
      if (begun(moment)) return answerTheRest(cell, moment);
      await cell.request(2);
      await moment.finish(cell);
    },
  },
  {
    name: 'upstream resets for ever, and the answer goes on twice',
    goesOn: true,
    expectedEnd: (moment) =>
      moment.text === '' || moment.rest === '' || moment.meetUpstream
        ? undefined
        : { ...cut(moment, 'connection-lost'), whole: true, requests: moment.requests + 2 },
    async inject(cell, moment) {
      cell.current.reset();
      let { text } = moment;
      for (const word of moment.rest.match(/\S+ ?/g) ?? []) {
        const request = await continuation(cell, { ...moment, text });
        request.write(word);
        text += word;
        await cell.showsText(text);
        request.reset();
      }
    },
  },
  {
    name: 'the time limit of a run passes, and the answer goes on',
    goesOn: true,
    hasClock: true,
    environment: { FIRST_TOKEN_TIMEOUT_MS: '0', IDLE_TIMEOUT_MS: '0' },
    expectedEnd(moment) {
      if (moment.meetUpstream) return undefined; // a tool has a limit of its own
      return begun(moment) ? goesOn(moment) : cut(moment, 'run-timeout');
    },
    injectIntoAll: async ({ clock }) => clock?.advance(60 * 60_000),
    inject: async (cell, moment) => (begun(moment) ? answerTheRest(cell, moment) : undefined),
  },
  {
    name: 'server killed and started again, and the answer goes on',
    goesOn: true,
    disk: {},
    expectedEnd: (moment) => (begun(moment) ? goesOn(moment) : cut(moment, 'restarting')),
    injectIntoAll: killAndRestart,
    inject: async (cell, moment) => (begun(moment) ? answerTheRest(cell, moment) : undefined),
  },
  {
    name: 'server killed, run logs in memory, and the answer goes on',
    goesOn: true,
    environment: { DATA_DIR: 'memory' },
    expectedEnd: (moment) => (begun(moment) ? goesOn(moment) : cut(moment, 'run-lost')),
    injectIntoAll: (deployment) => deployment.restartServer(),
    inject: async (cell, moment) => (begun(moment) ? answerTheRest(cell, moment) : undefined),
  },
];
