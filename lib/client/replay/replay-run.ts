import 'client-only';
import { recorder } from '../recording/recorder.ts';
import { readRecording } from '../recording/recordings.ts';
import { openReplay } from './replay-state.ts';

/** Replays a run that this browser has recorded. @returns false if it has no recording of it */
export async function replayRun(runId: string): Promise<boolean> {
  await recorder.write(); // what has just happened too
  const recording = await readRecording(runId);
  if (recording) openReplay(recording);
  return recording !== undefined;
}
