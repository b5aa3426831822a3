import { describeRetention } from '../testing/retention-contract.ts';
import { describeRunLogStore } from '../testing/run-log-store-contract.ts';
import { temporaryDisks } from './testing/temporary-disk.ts';

const disks = temporaryDisks();

describeRunLogStore('on disk', () => disks.open(disks.path()).store);
describeRetention(
  'on disk',
  (retentionMs) => disks.open(disks.path(), retentionMs ? { retentionMs } : {}).store,
);
