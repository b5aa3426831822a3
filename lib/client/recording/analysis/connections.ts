import 'client-only';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';

/** `away`: between a connection that was lost and the next response. */
export type ConnectionSpan = {
  state: 'requesting' | 'open' | 'away';
  from: number;
  to: number;
  polls?: true;
};
type ConnectionChange = { kind: 'lost' | 'reconnected'; ms?: number };

/** Derives from the lines of a recording when there was a connection. */
export class ConnectionTracker {
  readonly spans: ConnectionSpan[] = [];
  #lostAt: number | undefined;

  /** @returns what is worth a mark */
  add(line: RecordingLine): ConnectionChange | undefined {
    const last = this.spans.at(-1);
    if (last) last.to = line.t;
    switch (line.type) {
      case 'request':
        if (this.#lostAt === undefined) this.#turn('requesting', line.t, line.polls);
        else if (line.polls && last) last.polls = true;
        return undefined;
      case 'open': {
        const isPoll = last?.polls;
        this.#turn('open', line.t, isPoll);
        if (this.#lostAt === undefined) return undefined;
        const ms = line.t - this.#lostAt;
        this.#lostAt = undefined;
        return { kind: 'reconnected', ms };
      }
      case 'close':
        if (line.reason !== 'lost') return undefined;
        this.#turn('away', line.t);
        if (this.#lostAt !== undefined) return undefined; // one more attempt has failed
        this.#lostAt = line.t;
        return { kind: 'lost' };
      default:
        return undefined;
    }
  }

  #turn(state: ConnectionSpan['state'], t: number, polls?: boolean): void {
    const last = this.spans.at(-1);
    if (last?.state === state && state !== 'open') return;
    this.spans.push({ state, from: t, to: t, ...(polls && { polls: true as const }) });
  }
}
