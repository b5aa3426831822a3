import 'client-only';
import type { ConnectionLine, RecordingHeader, RecordingLine } from '#lib/protocol/recording/recording.ts';
import { type ChatMessage, isTerminal, type RunEvent } from '#lib/protocol/run-event.ts';
import type { RunStatus } from '../run/run-status.ts';
import { ShownRun } from '../run/shown-run.ts';
import type { ReplayTarget } from './replay-player.ts';

/** What the page showed of a run at one moment. */
export type ReplayedState = {
  message: ChatMessage;
  /** Undefined once the run has ended. Its times are those of the recording. */
  status: RunStatus | undefined;
};

/** Makes of a recording what the page made of the run: the same answer, and the same status line. */
export class ReplayedRun implements ReplayTarget {
  readonly #header: RecordingHeader;
  #begun: ReturnType<typeof beginRun>;

  constructor(header: RecordingHeader) {
    this.#header = header;
    this.#begun = beginRun(header);
  }

  get state(): ReplayedState {
    const { run, isEnded } = this.#begun;
    return { message: run.shownAnswer, status: isEnded ? undefined : run.status };
  }

  reset(): void {
    this.#begun = beginRun(this.#header);
  }

  /**
   * Applies the next lines. The result does not depend on how many come at once: of the status, deltas that follow each other change only
   * the time of the last activity. So they are applied together, and a seek past 50,000 of them is quick.
   */
  apply(lines: readonly RecordingLine[]): void {
    let deltas: RunEvent[] = [];
    let deltasAt = 0;
    const applyDeltas = () => {
      if (deltas.length > 0) this.#applyEvents(deltas, deltasAt);
      deltas = [];
    };
    for (const line of lines) {
      if (line.type === 'event' && isDelta(line.event)) {
        deltas.push(line.event);
        deltasAt = line.t;
      } else {
        applyDeltas();
        this.#applyLine(line);
      }
    }
    applyDeltas();
  }

  #applyLine(line: RecordingLine): void {
    switch (line.type) {
      case 'event':
        this.#applyEvents([line.event], line.t);
        break;
      case 'comment':
        this.#accept();
        this.#begun.run.tracker.setConnection('open', line.text, line.t);
        break;
      case 'request':
      case 'open':
      case 'close':
        this.#applyConnection(line);
        break;
      case 'task':
      case 'delay':
        break; // the events have the times at which the page got them
      default:
        line satisfies never;
    }
  }

  #applyConnection(line: ConnectionLine): void {
    const { run, isEnded } = this.#begun;
    if (line.type === 'open' && line.status < 300) this.#accept();
    if (line.type === 'close' && line.reason === 'lost' && !isEnded)
      run.tracker.setConnection('reconnecting', '', line.t);
  }

  #applyEvents(events: readonly RunEvent[], t: number): void {
    this.#accept();
    const { run } = this.#begun;
    run.apply(events, t);
    run.tracker.setConnection('open', '', t);
    this.#begun.isEnded ||= events.some(isTerminal);
  }

  /** The recordings of the terminal have no connections, and begin with an event. */
  #accept(): void {
    if (this.#begun.isAccepted) return;
    this.#begun.isAccepted = true;
    this.#begun.run.tracker.markAccepted(this.#header.runId);
  }
}

function beginRun({ continues, runId }: RecordingHeader) {
  const known = continues ?? { id: runId, parts: [] };
  return { run: new ShownRun(known, 0, 0), isAccepted: false, isEnded: false };
}

function isDelta({ type }: RunEvent): boolean {
  return type === 'text-delta' || type === 'reasoning-delta' || type === 'tool-input-delta';
}
