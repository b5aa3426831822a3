import 'client-only';
import type { RunPhase } from '#lib/client/run/run-status.ts';
import { countAnswerCharacters } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** `unseen`: before this page followed the run. `gap`: the model had begun, and nothing arrived for a second or longer. */
export type SegmentKind = 'waiting' | 'unseen' | 'reasoning' | 'text' | 'tool' | 'gap';

/** Milliseconds since the start of the run. */
export type TimelineSegment = { kind: SegmentKind; from: number; to: number };

/** The state of the run: its phase while it is live, or `ended`. */
export type ObservedPhase = RunPhase['name'] | 'ended';

export type Timeline = {
  segments: readonly TimelineSegment[];
  /** Milliseconds from the start to the first output, where it is known. */
  firstOutputMs: number | undefined;
  /** Milliseconds from the start to the end, or until now. */
  durationMs: number;
};

/** A shorter silence is part of how models write. */
export const GAP_MS = 1_000;

/** Records when the output of one run arrives in the page. Times are those of `performance.now()`. */
export class RunTimeline {
  #startedAt = 0;
  #runId: string | undefined;
  #segments: TimelineSegment[] = [];
  #characters = 0;
  #firstOutputMs: number | undefined;
  #durationMs: number | undefined;

  /** Takes a state of the run into account. @param answer the answer as far as it has arrived */
  observe(phase: ObservedPhase, answer: ChatMessage | undefined, now = performance.now()): void {
    const { metadata } = answer ?? {};
    const isLive = phase !== 'ended';
    const characters = answer ? countAnswerCharacters(answer) : 0;
    if (metadata?.runId !== this.#runId || (this.#segments.length === 0 && isLive)) {
      this.#begin(answer, characters, { now, isLive });
    }
    const isCalling = phase === 'calling' || phase === 'running';
    if (isLive && (characters > this.#characters || isCalling)) {
      this.#extend(isCalling ? 'tool' : phase === 'thinking' ? 'reasoning' : 'text', now);
    }
    this.#characters = characters;
    if (!isLive && this.#durationMs === undefined && this.#segments.length > 0) this.#end(now);
  }

  read(now = performance.now()): Timeline {
    const durationMs = this.#durationMs ?? Math.max(0, now - this.#startedAt);
    const segments = [...this.#segments];
    if (this.#durationMs === undefined && segments.length > 0)
      segments.splice(-1, 1, ...this.#tail(durationMs));
    return { segments, firstOutputMs: this.#firstOutputMs, durationMs };
  }

  #begin(
    answer: ChatMessage | undefined,
    characters: number,
    { now, isLive }: { now: number; isLive: boolean },
  ): void {
    const { runId, startedAt, firstTokenMs, durationMs } = answer?.metadata ?? {};
    this.#runId = runId;
    this.#characters = characters;
    this.#firstOutputMs = firstTokenMs;
    this.#durationMs = isLive ? undefined : durationMs;
    this.#segments = [];
    if (!isLive) {
      this.#startedAt = now - (durationMs ?? 0);
      if (durationMs === undefined) return;
      const from = firstTokenMs ?? 0;
      if (from > 0) this.#segments.push({ kind: 'waiting', from: 0, to: from });
      this.#segments.push({ kind: characters > 0 ? 'text' : 'waiting', from, to: durationMs });
      return;
    }
    // The clock of another machine may be ahead of this one's.
    const elapsed = startedAt === undefined ? 0 : Math.max(0, Date.now() - startedAt);
    this.#startedAt = now - elapsed;
    const kind = characters > 0 ? 'unseen' : 'waiting';
    this.#segments.push({ kind, from: 0, to: elapsed });
  }

  #extend(kind: SegmentKind, now: number): void {
    const to = now - this.#startedAt;
    const last = this.#segments.at(-1) as TimelineSegment;
    if (last.kind === 'waiting') this.#firstOutputMs ??= to;
    if (last.kind === 'waiting' || last.kind === 'tool') {
      last.to = to;
    } else if (to - last.to >= GAP_MS) {
      this.#segments.push({ kind: 'gap', from: last.to, to });
    }
    const previous = this.#segments.at(-1) as TimelineSegment;
    if (previous.kind === kind) previous.to = to;
    else this.#segments.push({ kind, from: previous.to, to });
  }

  #end(now: number): void {
    this.#durationMs = Math.max(0, now - this.#startedAt);
    this.#segments.splice(-1, 1, ...this.#tail(this.#durationMs));
  }

  /** The last segment, and the silence after it. */
  #tail(to: number): TimelineSegment[] {
    const last = this.#segments.at(-1) as TimelineSegment;
    const goesOn = last.kind === 'waiting' || last.kind === 'tool' || to - last.to < GAP_MS;
    return goesOn ? [{ ...last, to }] : [last, { kind: 'gap', from: last.to, to }];
  }
}
