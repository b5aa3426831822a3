import 'client-only';
import { readLocal, writeLocal } from '../platform/local-storage.ts';

const KEY = 'runnel.record-runs';

/** Whether this browser records how answers stream, which is the default. */
export function recordsRuns(): boolean {
  return readLocal(KEY) !== 'off';
}

export function setRecordsRuns(isOn: boolean): void {
  writeLocal(KEY, isOn ? undefined : 'off');
}
