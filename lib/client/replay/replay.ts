import 'client-only';
import type { Recording, RecordingLine } from '#lib/protocol/recording/recording.ts';
import { StateStore } from '../chat/state-store.ts';
import { type PlayerState, ReplayPlayer } from './replay-player.ts';
import { ReplayedRun, type ReplayedState } from './replayed-run.ts';

export type ReplayView = PlayerState &
  ReplayedState & {
    /** What was applied last; undefined before the first line. */
    line: RecordingLine | undefined;
  };

/** A recording that is played on the page, as a state for `useSyncExternalStore` that changes at most once a frame. */
export class Replay {
  readonly recording: Recording;
  readonly player: ReplayPlayer;
  readonly store: StateStore<ReplayView>;
  readonly #run: ReplayedRun;

  constructor(recording: Recording) {
    this.recording = recording;
    this.#run = new ReplayedRun(recording.header);
    this.player = new ReplayPlayer({
      lines: recording.lines,
      target: this.#run,
      onChange: () => this.store.inNextFrame(() => this.store.set(this.#view())),
    });
    this.store = new StateStore(this.#view());
  }

  #view(): ReplayView {
    const state = this.player.state;
    return { ...state, ...this.#run.state, line: this.recording.lines[state.applied - 1] };
  }
}
