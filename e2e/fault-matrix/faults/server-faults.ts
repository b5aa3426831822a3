import type { Deployment } from '../deployment.ts';
import { damageDisk, fillDisk, flushDisk } from './disk-faults.ts';
import { complete, cut, type Fault } from './fault.ts';

export const SERVER_FAULTS: readonly Fault[] = [
  {
    name: 'server killed and started again',
    disk: {},
    expectedEnd: (moment) => cut(moment, 'restarting'),
    injectIntoAll: killAndRestart,
    inject: async () => {},
  },
  {
    name: 'server interrupted and started again',
    disk: {},
    expectedEnd: (moment) => ({ ...cut(moment, 'restarting'), outcome: 'interrupted' }),
    injectIntoAll: (deployment) => deployment.restartServer('interrupt'),
    inject: async () => {},
  },
  {
    name: 'server killed, run logs in memory',
    environment: { DATA_DIR: 'memory' },
    expectedEnd: (moment) => cut(moment, 'run-lost'),
    injectIntoAll: (deployment) => deployment.restartServer(),
    inject: async () => {},
  },
];

/** The disk has every event by then. */
export async function killAndRestart(deployment: Deployment): Promise<void> {
  await flushDisk(deployment);
  await deployment.restartServer();
}

export const DISK_FAULTS: readonly Fault[] = [
  {
    name: 'disk full',
    disk: { pages: 64 },
    store: { problem: 'disk-full', warning: /the disk is full .*run logs stay in memory/ },
    expectedEnd: (moment) => complete(moment),
    injectIntoAll: fillDisk,
    inject: (cell, moment) => moment.finish(cell),
  },
  {
    name: 'database damaged',
    disk: {},
    store: { problem: 'disk-damaged', warning: /the database is damaged.*run logs stay in memory/ },
    expectedEnd: (moment) => complete(moment),
    injectIntoAll: damageDisk,
    inject: (cell, moment) => moment.finish(cell),
  },
  {
    name: 'server killed, its database damaged',
    disk: {},
    store: { warning: /the database is damaged.*A new one takes its place/ },
    expectedEnd: (moment) => cut(moment, 'run-lost'),
    async injectIntoAll(deployment) {
      await flushDisk(deployment);
      await deployment.restartServer('kill', () => deployment.disk?.damage());
    },
    inject: async () => {},
  },
];
