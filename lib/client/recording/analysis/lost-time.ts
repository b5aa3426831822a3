import 'client-only';
import { parseHeartbeat } from '#lib/protocol/model-silence.ts';
import type { EventLine, RecordingLine } from '#lib/protocol/recording/recording.ts';
import { getDelta, type RunMetadata } from '#lib/protocol/run-event.ts';
import type { Activity } from './activity.ts';
import type { Timeline } from './timeline.ts';

/** Who the reader has waited for. */
export const CAUSES = ['model', 'tools', 'server', 'connection', 'proxy', 'browser', 'unknown'] as const;
export type Cause = (typeof CAUSES)[number];
/** Milliseconds by cause, and in all. */
export type LostTime = Record<Cause, number> & { total: number };

/** A wait for the next event that is shorter than this is the flow of the answer, not lost time. */
export const NOTABLE_WAIT_MS = 250;
/** Lateness below this is the jitter of a network. */
const NOTABLE_LATENESS_MS = 100;
/** What arrives within this time after a task of the browser has waited for its end. */
const AFTER_TASK_MS = 20;

type Interval = { from: number; to: number };

/**
 * Attributes the waits of a run. Every millisecond goes to one cause, and to `unknown` where the recording does not say:
 *
 * - `connection`: there was none, from its loss to the next response.
 * - `browser`: its long tasks at the end of a wait, and events that had arrived and were not taken.
 * - `proxy`: what the server's times, compared with those of their arrival, say was under way for longer than the quickest.
 * - `server`: from the first request to its response. That includes the way there and back.
 * - `tools`: tools ran.
 * - `model`: a heartbeat says that it was silent; or it is the wait for the first token, up to the server's own measure of it; or the events
 *   after the wait have a time of the server and arrived punctually, so that the server, which writes at once, had nothing before.
 */
export function attributeLostTime(timeline: Timeline): LostTime {
  const evidence = new Evidence(timeline);
  const lost: LostTime = {
    model: 0,
    tools: 0,
    server: 0,
    connection: 0,
    proxy: 0,
    browser: evidence.delayMs,
    unknown: 0,
    total: evidence.delayMs,
  };
  const { arrivals } = timeline;
  let from = timeline.length > 0 ? timeline.timeOf(0) : 0;
  for (const to of arrivals) {
    if (to - from >= NOTABLE_WAIT_MS) attributeWait({ from, to }, { evidence, lost });
    from = to;
  }
  return lost;
}

type Attribution = { evidence: Evidence; lost: LostTime };

function attributeWait(wait: Interval, { evidence, lost }: Attribution): void {
  let left = wait.to - wait.from;
  lost.total += left;
  const take = (cause: Cause, ms: number) => {
    const taken = Math.min(left, Math.max(0, ms));
    lost[cause] += taken;
    left -= taken;
  };
  take('connection', evidence.away.overlap(wait));
  take(
    'browser',
    evidence.tasks.overlap({ from: Math.max(wait.from, wait.to - AFTER_TASK_MS), to: wait.to }, wait),
  );
  take('proxy', evidence.latenessAt(wait.to));
  take('server', evidence.untilResponse.overlap(wait));
  take('tools', evidence.tools.overlap(wait));
  take('model', evidence.retries.overlap(wait)); // it has failed, and is asked again after a while
  take('model', evidence.silences.overlap(wait));
  take('model', evidence.takeFirstToken(wait));
  take(evidence.isPunctualAt(wait.to) ? 'model' : 'unknown', left);
}

/** Intervals that do not overlap each other, in order of time. Asked about one wait after another, each is passed once. */
class Intervals {
  readonly #intervals: readonly Interval[];
  #next = 0;

  constructor(intervals: readonly Interval[]) {
    this.#intervals = intervals;
  }

  /** Milliseconds of `counted` that are in the intervals which reach into `wait`. */
  overlap(wait: Interval, counted = wait): number {
    while ((this.#intervals[this.#next]?.to ?? Number.POSITIVE_INFINITY) < wait.from) this.#next++;
    let ms = 0;
    for (let index = this.#next; (this.#intervals[index]?.from ?? wait.to) < wait.to; index++)
      ms += shared(this.#intervals[index] as Interval, counted);
    return ms;
  }
}

function shared(a: Interval, b: Interval): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}

/** What the lines of a recording say about the causes of waits. */
class Evidence {
  /** Milliseconds that events had arrived before the page took them. */
  delayMs = 0;
  readonly away: Intervals;
  readonly tasks: Intervals;
  readonly untilResponse: Intervals;
  readonly tools: Intervals;
  readonly retries: Intervals;
  readonly silences: Intervals;
  readonly #tasks: Interval[] = [];
  readonly #silences: Interval[] = [];
  /** By how many milliseconds what arrived at a time was late. */
  readonly #lateness = new Map<number, number>();
  /** Of the connection at hand: when what arrived at a time was written, on the clock of the connection. */
  #stamps: { t: number; writtenAt: number }[] = [];
  #openedAt: number | undefined;
  #startedAt: number | undefined;
  #firstOutputAt: number | undefined;
  #firstTokenMs = 0;

  constructor({ lines, activities, connections }: Timeline) {
    for (const line of lines) this.#add(line);
    this.#measureLateness();
    const named = (name: Activity['name']) =>
      new Intervals(activities.filter((activity) => activity.name === name));
    this.away = new Intervals(connections.filter(({ state }) => state === 'away'));
    this.tasks = new Intervals(this.#tasks);
    this.untilResponse = new Intervals([{ from: 0, to: this.#openedAt ?? 0 }]);
    this.tools = named('tool');
    this.retries = named('retry');
    this.silences = new Intervals(this.#silences);
  }

  latenessAt(t: number): number {
    const ms = this.#lateness.get(t) ?? 0;
    return ms >= NOTABLE_LATENESS_MS ? ms : 0;
  }

  isPunctualAt(t: number): boolean {
    const ms = this.#lateness.get(t);
    return ms !== undefined && ms < NOTABLE_LATENESS_MS;
  }

  /** The part of the wait for the first token, which begins once the server has the run, that is in this wait. It is given out once. */
  takeFirstToken(wait: Interval): number {
    const from = this.#startedAt ?? this.#openedAt ?? 0;
    const ms = Math.min(this.#firstTokenMs, shared(wait, { from, to: this.#firstOutputAt ?? from }));
    this.#firstTokenMs -= ms;
    return ms;
  }

  #add(line: RecordingLine): void {
    switch (line.type) {
      case 'request':
        this.#measureLateness();
        break;
      case 'open':
        this.#openedAt ??= line.t;
        this.#stamps.push({ t: line.t, writtenAt: 0 });
        break;
      case 'comment':
        this.#addComment(line.t, line.text);
        break;
      case 'task':
        this.#tasks.push({ from: line.from, to: line.from + line.ms });
        break;
      case 'delay':
        this.delayMs += line.ms;
        break;
      case 'event':
        this.#addEvent(line);
        break;
      case 'close':
        break;
      default:
        line satisfies never;
    }
  }

  #addComment(t: number, text: string): void {
    const silence = parseHeartbeat(text);
    const last = this.#silences.at(-1);
    if (silence) this.#silences.push({ from: Math.max(last?.to ?? 0, t - silence.silentMs), to: t });
    const [, stamp] = /at=(\d+)/.exec(text) ?? []; // the oldest of what arrived together
    if (stamp !== undefined) this.#stamps.push({ t, writtenAt: Number(stamp) });
  }

  /** What was under way for the shortest time was punctual: no two clocks are compared. One time alone says nothing. */
  #measureLateness(): void {
    const shortestMs = this.#stamps.reduce((ms, { t, writtenAt }) => Math.min(ms, t - writtenAt), Infinity);
    if (this.#stamps.length > 1)
      for (const { t, writtenAt } of this.#stamps) this.#lateness.set(t, t - writtenAt - shortestMs);
    this.#stamps = [];
  }

  #addEvent({ event, t }: EventLine): void {
    if (event.type === 'start') this.#startedAt ??= t;
    if (getDelta(event) !== '') this.#firstOutputAt ??= t;
    const { firstTokenMs } =
      ('messageMetadata' in event && event.messageMetadata) || ({} as Partial<RunMetadata>);
    if (firstTokenMs !== undefined) this.#firstTokenMs = firstTokenMs;
  }
}
