import 'client-only';
import { USER_KEY_HEADER } from '#lib/protocol/own-key.ts';
import type { RecordingHeader } from '#lib/protocol/recording/recording.ts';
import { RECORDING_FORMAT, RECORDING_VERSION } from '#lib/protocol/recording/recording.ts';
import { openDatabase } from '../history/database.ts';
import { getOwnKeyHeaders } from '../platform/local-storage.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { connectionHooks, earlyNotes, type TimedNote, type WatchedRun } from '../run/connection-hooks.ts';
import { recordsRuns } from './recording-setting.ts';
import { appendLines, deleteAllRuns, deleteRunsOf, findRun, pruneRuns } from './recording-store.ts';
import { RunLines } from './run-lines.ts';

/** How often lines are written, and how often while somebody looks at them. */
const WRITE_MS = 2_000;
const WATCHED_WRITE_MS = 250;
/** The lines of this many notes are made at a time, before the page gets its turn. */
const NOTES_AT_A_TIME = 40;

/** Some browsers never answer when a database is opened. The notes of so many chunks are some megabytes. */
const MAX_NOTES = 50_000;

/** Runs whose connections are closed are remembered up to this number. */
const MAX_CLOSED = 8;

/** The tabs post the id of each run whose recording has grown to this channel. */
export const RECORDINGS_CHANNEL = 'runnel.recordings';

type RunRecording = { runId: string; header: RecordingHeader; lines: RunLines };
type LongTask = { from: number; ms: number };

/**
 * Records every run that this page receives. While a run streams it only puts down what happens, one array per chunk of the network;
 * the lines are made and written when the page is idle.
 */
export class Recorder {
  #notes: TimedNote[] = [];
  #tasks: (LongTask & { at: number })[] = [];
  readonly #recordings = new Map<WatchedRun, RunRecording>();
  #observer: PerformanceObserver | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | undefined;
  #hasFailed = false;
  #watchers = 0;
  #channel: BroadcastChannel | undefined;

  /** Records what the page has put down so far, and everything from now on. @returns a function that stops this */
  install(): () => void {
    const { note } = connectionHooks;
    connectionHooks.note = this.note;
    for (const early of earlyNotes.splice(0)) this.note(...early);
    const onVisibility = () => document.visibilityState === 'hidden' && void this.write();
    globalThis.document?.addEventListener('visibilitychange', onVisibility);
    return () => {
      connectionHooks.note = note;
      globalThis.document?.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(this.#timer);
      this.#observer?.disconnect();
    };
  }

  note = (...note: TimedNote): void => {
    if (this.#hasFailed) return;
    if (this.#notes.push(note) > MAX_NOTES) this.#giveUp();
    this.#timer ??= setTimeout(
      () => whenIdle(() => void this.write()),
      this.#watchers > 0 ? WATCHED_WRITE_MS : WRITE_MS,
    );
  };

  /** Writes more often, until the function that this returns is called. */
  watch(): () => void {
    this.#watchers++;
    void this.write();
    return () => this.#watchers--;
  }

  /** Writes what has happened so far. Never rejects. */
  write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = (this.#writing ?? Promise.resolve()).then(() => this.#writeNotes());
    return this.#writing;
  }

  async #writeNotes(): Promise<void> {
    const notes = this.#notes;
    const tasks = this.#tasks;
    this.#notes = [];
    this.#tasks = [];
    try {
      if (!recordsRuns()) return;
      for (let first = 0; first < notes.length; first += NOTES_AT_A_TIME) {
        if (first > 0) await new Promise<void>((resolve) => whenIdle(resolve));
        for (const note of notes.slice(first, first + NOTES_AT_A_TIME)) await this.#add(note, tasks);
      }
      this.#tasks.unshift(...tasks);
      for (const [run, recording] of this.#recordings) await this.#store(run, recording);
    } catch {
      // Chats need the room, if it is that, more than their recordings do.
      this.#giveUp();
      await deleteAllRuns().catch(() => undefined);
    }
    this.#observeTasks();
  }

  async #add([at, run, note]: TimedNote, tasks: (LongTask & { at: number })[]): Promise<void> {
    const isReader = this.#recordings.has(run) || typeof note !== 'number'; // another tab may have the connection
    const runId = note instanceof Response ? note.headers.get('x-run-id') : run.runId;
    if (!isReader || !runId) return;
    const recording = this.#recordings.get(run) ?? (await this.#begin(runId, run, at));
    for (let task = tasks[0]; task && task.at <= at; task = tasks[0]) {
      for (const { lines } of this.#recordings.values()) lines.addTask(task.at, task);
      tasks.shift();
    }
    recording.lines.add(at, note);
  }

  /** A run that was recorded before, by this page or another, goes on. */
  async #begin(runId: string, run: WatchedRun, at: number): Promise<RunRecording> {
    const known = (await findRun(runId))?.header;
    const header = known ?? describeRun(runId, run, performance.timeOrigin + at);
    const startsRun = known === undefined && run.options.start !== undefined;
    const lines = new RunLines(runId, header.startedAt - performance.timeOrigin, startsRun);
    const recording = { runId, header, lines };
    this.#recordings.set(run, recording);
    return recording;
  }

  async #store(run: WatchedRun, { runId, header, lines }: RunRecording): Promise<void> {
    const text = lines.hasBeenOpen ? removeKeys(lines.take()) : ''; // the server may yet refuse it
    if (text !== '') {
      await appendLines({ runId, chatId: run.options.chatId, header }, text);
      this.#channel ??= globalThis.BroadcastChannel && new BroadcastChannel(RECORDINGS_CHANNEL);
      this.#channel?.postMessage(runId);
    }
    // What is closed may be opened again, and then goes on from what is stored.
    const isOver = lines.isClosed && (lines.hasEnded || (text === '' && this.#recordings.size > MAX_CLOSED));
    if (!isOver) return;
    this.#recordings.delete(run);
    const { chatId } = run.options;
    if (await openDatabase().graves.get(chatId)) await deleteRunsOf(chatId); // it was deleted meanwhile
    await pruneRuns();
  }

  #giveUp(): void {
    this.#hasFailed = true;
    this.#notes = [];
    this.#recordings.clear();
  }

  /** Browsers without long tasks say nothing about them. */
  #observeTasks(): void {
    const isNeeded = this.#recordings.size > 0;
    if (isNeeded === (this.#observer !== undefined)) return;
    if (!isNeeded) {
      this.#observer?.disconnect();
      this.#observer = undefined;
    } else if (globalThis.PerformanceObserver?.supportedEntryTypes?.includes('longtask')) {
      this.#observer = new PerformanceObserver((list) => {
        const at = performance.now();
        for (const { startTime, duration } of list.getEntries())
          this.#tasks.push({ at, from: startTime, ms: duration });
      });
      this.#observer.observe({ type: 'longtask', buffered: true });
    }
  }
}

/** What a bug report needs to know of a run. */
function describeRun(runId: string, { options: { start } }: WatchedRun, startedAt: number): RecordingHeader {
  const header: RecordingHeader = {
    format: RECORDING_FORMAT,
    version: RECORDING_VERSION,
    runId,
    startedAt,
    app: `Runnel ${process.env.BUILD_ID}`,
    agent: navigator.userAgent,
  };
  if (!start) return header;
  const { model, trigger, settings, messages } = start;
  const { instructions: _, ...rest } = settings ?? {};
  const last = trigger === 'continue-message' ? messages.at(-1) : undefined;
  return {
    ...header,
    ...(model && { model }),
    request: { ...(trigger && { trigger }), settings: rest, messages: messages.length },
    ...(last?.role === 'assistant' && {
      continues: { id: last.id, parts: last.parts, ...(last.metadata && { metadata: last.metadata }) },
    }),
  };
}

/** Replaces the reader's own key, which a model's provider may have put into an error. */
function removeKeys(text: string): string {
  const key = getOwnKeyHeaders()[USER_KEY_HEADER];
  return key ? text.replaceAll(JSON.stringify(key).slice(1, -1), '[key]') : text;
}

export const recorder = new Recorder();
