import 'client-only';
import { openOverlay } from '../shell/shell-state.ts';

let runId: string | undefined;

/** Opens the stream inspector for a run of this browser. */
export function inspectRun(id: string): void {
  runId = id;
  openOverlay('inspector');
}

/** The run that the stream inspector is opened for. */
export function getInspectedRun(): string | undefined {
  return runId;
}
