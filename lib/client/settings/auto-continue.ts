import 'client-only';
import { readLocal, writeLocal } from '../platform/local-storage.ts';

const KEY = 'runnel.auto-continue';

/** Whether interrupted answers go on by themselves, which is the default. */
export function continuesByItself(): boolean {
  return readLocal(KEY) !== 'off';
}

export function setContinuesByItself(isOn: boolean): void {
  writeLocal(KEY, isOn ? undefined : 'off');
}
