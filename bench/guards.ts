// What access control and limits cost: processor time per token of a server with all of them, as a multiple of an open server's.
//   npm run bench -- guards [rounds]
import { loadavg } from 'node:os';
import { compareCosts } from './streams/compare-costs.ts';
import { guardedRun, runnelRun } from './streams/contenders.ts';

const rounds = Number(process.argv[2] ?? 9);
const { plain, full, ratio } = await compareCosts(runnelRun, guardedRun, { rounds });
const row = {
  'open, µs a token': plain,
  'everything on, µs a token': full,
  ratio,
  'load average': Math.round(loadavg()[0] ?? 0),
};
console.table([row]);
console.log(JSON.stringify({ bench: 'guards', rounds, ...row }));
