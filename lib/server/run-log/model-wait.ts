import 'server-only';
import type { ModelSilence } from '#lib/protocol/model-silence.ts';

/** A run's wait for its model, which readers see and extend. Its producer owns it. */
export interface ModelWait {
  /** Undefined while the run expects nothing from the model, and when the silence is not known. */
  readonly silence: ModelSilence | undefined;
  /**
   * Extends the wait by so many milliseconds, at most to an hour. Has no effect while the run expects nothing.
   * @returns whether the run is live
   */
  extend(milliseconds: number): boolean | Promise<boolean>;
}
