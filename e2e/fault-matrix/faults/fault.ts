import type { Cell } from '../cell.ts';
import type { Deployment, DeploymentOptions } from '../deployment.ts';
import type { Moment } from '../moments.ts';
import type { PageCell } from '../page-cell.ts';
import type { AffectedTab } from '../session-cell.ts';

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
  /** What becomes of the server's store: its problem in /api/health, and what it prints. */
  store?: { problem?: string; warning: RegExp };
  /** The tabs that it can affect; by default all. */
  tabs?: readonly AffectedTab[];
  /** Whether interrupted answers go on by themselves. Otherwise the end is that of one run. */
  goesOn?: boolean;
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
export const waitsForModel = ({ name }: Moment): true | undefined =>
  name === 'in a running tool' ? undefined : true;
export const begun = ({ text, reasoning }: Moment) => text !== '' || reasoning !== '';

/** @param retries upstream requests beyond one for each step */
export const complete = (moment: Moment, retries = 0): ExpectedEnd => ({
  outcome: 'complete',
  whole: true,
  requests: moment.requests + retries + (callsTool(moment) ? 1 : 0),
});
export const cut = (moment: Moment, code: string): ExpectedEnd => ({
  outcome: begun(moment) ? 'interrupted' : 'failed',
  code,
  whole: false,
  requests: moment.requests,
});
/** The upstream fails in the request that is open, or in the next one. */
export const cutByUpstream = (moment: Moment, code: string): ExpectedEnd => {
  const end = cut(moment, code);
  return moment.meetUpstream ? { ...end, requests: end.requests + 1 } : end;
};
export const stopped = (moment: Moment): ExpectedEnd => ({
  outcome: 'stopped',
  whole: false,
  requests: moment.requests,
});
