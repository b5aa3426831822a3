import type { RequestFilter, Treatment } from '../../fixtures/servers/proxy-rule.ts';
import { expect } from '../../fixtures/test.ts';
import type { Moment } from '../moments.ts';
import type { SessionCell } from '../session-cell.ts';
import { complete, type Fault } from './fault.ts';

/** A fault between a tab and the server, which the server does not notice. Its cells are all played without a page. */
export type ConnectionFault = Omit<Fault, 'inject'> & {
  begin(cell: SessionCell, moment: Moment): Promise<void>;
  /** The tabs hear nothing for this long after it has begun. */
  silenceMs?: number;
  inject(cell: SessionCell, moment: Moment): Promise<void>;
};

/** A connection that is silent for this long is given up. */
const SILENCE_MS = 25_000;
/** A connection that brings nothing for this long is suspected of being held back. */
const FIRST_BYTES_MS = 3_000;

/** A fault during which the run ends. @param requests how many it meets before that, if that matters */
const connectionFault = (
  fault: Pick<ConnectionFault, 'name' | 'begin' | 'silenceMs'> & { requests?: number },
): ConnectionFault => ({
  ...fault,
  expectedEnd: (moment) => complete(moment),
  async inject(cell, moment) {
    if (fault.requests) await cell.meetsFault(fault.requests);
    await moment.finish(cell);
    await cell.endElsewhere();
    cell.repair();
  },
});

/** A device that is away when the run ends, and comes back this much later. */
const away = (time: string, milliseconds: number): ConnectionFault => ({
  name: `away for ${time}`,
  disk: {},
  hasClock: true,
  expectedEnd: (moment) => complete(moment),
  async begin(cell, moment) {
    cell.loseConnection();
    await moment.finish(cell);
    await cell.endElsewhere();
  },
  async injectIntoAll(deployment) {
    await expect.poll(() => deployment.liveRuns()).toBe(0);
    await deployment.clock?.advance(milliseconds);
  },
  silenceMs: milliseconds,
  inject: async (cell) => cell.repair(),
});

export const CONNECTION_FAULTS: readonly ConnectionFault[] = [
  connectionFault({
    name: '`Last-Event-ID` stripped',
    async begin(cell) {
      cell.deployment.proxy.add({ strip: 'last-event-id' }, cell.connection); // for good
      cell.spoil({ reset: true });
    },
  }),
  connectionFault({
    name: 'buffered until close',
    begin: (cell) => reconnectUnder({ buffer: true }, cell),
  }),
  {
    ...connectionFault({
      name: 'buffering proxy',
      begin: (cell) => reconnectUnder({ buffer: true }, cell),
      silenceMs: FIRST_BYTES_MS,
    }),
    async inject(cell, moment) {
      await cell.polls();
      await moment.finish(cell);
      await cell.endElsewhere();
    },
  },
  connectionFault({
    name: 'response 30 s late',
    begin: (cell) => reconnectUnder({ hold: 'responses' }, cell),
    silenceMs: SILENCE_MS,
    requests: 2,
  }),
  connectionFault({
    name: 'silence towards the page',
    begin: async (cell) => cell.spoil({ hold: 'responses' }),
    silenceMs: SILENCE_MS,
    requests: 1,
  }),
  connectionFault({
    name: 'silence towards the server',
    begin: async (cell) => cell.spoil({ hold: 'requests' }),
  }),
  connectionFault({
    name: '204 by a proxy',
    begin: (cell) => reconnectUnder({ respond: { status: 204 } }, cell, { method: 'GET' }),
    requests: 2,
  }),
  away('eleven minutes', 11 * 60_000),
  away('a day', 24 * 60 * 60_000),
];

/** Spoils the connection for a tab that has to connect anew. */
async function reconnectUnder(
  treatment: Treatment,
  cell: SessionCell,
  filter?: RequestFilter,
): Promise<void> {
  cell.spoil(treatment, filter);
  cell.deployment.proxy.cut(cell.connection);
  await cell.meetsFault(1);
}
