import 'client-only';
import { connectionHooks } from '../connection-hooks.ts';
import { SharedRun } from './shared-run.ts';

/** From now on the tabs of this browser share the connections to runs. */
export function installSharing(): void {
  connectionHooks.share ??= (...run) => new SharedRun(...run);
}
