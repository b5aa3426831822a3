'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import type { RecordingHeader, RecordingLine } from '#lib/protocol/recording/recording.ts';
import { Timeline } from './analysis/timeline.ts';
import { RECORDINGS_CHANNEL, recorder } from './recorder.ts';
import { importRecording, readLines } from './recordings.ts';

/** The recording that the inspector shows. The timeline object stays the same while it grows; `version` is incremented each time. */
export type ShownRecording = {
  header: RecordingHeader;
  timeline: Timeline;
  /** Of a run of this browser, not from a file. */
  isOwn: boolean;
  /** More of it is to come. */
  isLive: boolean;
  version: number;
};

export type RecordingState =
  | { name: 'reading' | 'missing' | 'failed' }
  | { name: 'shown'; recording: ShownRecording };

/** A run brings something, if only a heartbeat, every ten seconds. */
const LIVE_MS = 30_000;

/** Reads the recording of a run, and what is added to it while it goes on. `open` shows one from a file in its place. */
export function useRecording(runId: string | undefined): {
  state: RecordingState;
  /** Why the last file could not be opened. */
  problem: string | undefined;
  open(file: Blob): Promise<void>;
} {
  const [state, setState] = useState<RecordingState>({ name: runId ? 'reading' : 'missing' });
  const [problem, setProblem] = useState<string>();
  const [followed, setFollowed] = useState(runId);
  useEffect(() => {
    if (followed === undefined) return;
    // What was being read when a file was opened does not take its place.
    return followRecording(followed, (read) => setState((shown) => (isFromFile(shown) ? shown : read)));
  }, [followed]);
  const open = async (file: Blob) => {
    try {
      const { header, lines } = await importRecording(file);
      setFollowed(undefined);
      setProblem(undefined);
      setState({
        name: 'shown',
        recording: { header, timeline: createTimeline(lines), isOwn: false, isLive: false, version: 0 },
      });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return { state, problem, open };
}

function isFromFile(state: RecordingState): boolean {
  return state.name === 'shown' && !state.recording.isOwn;
}

function createTimeline(lines: readonly RecordingLine[]): Timeline {
  const timeline = new Timeline();
  timeline.add(lines);
  return timeline;
}

/** @returns a function that ends this */
function followRecording(runId: string, publish: (state: RecordingState) => void): () => void {
  let timeline = new Timeline();
  const channel = globalThis.BroadcastChannel && new BroadcastChannel(RECORDINGS_CHANNEL);
  let lastChunk = 0;
  let version = 0;
  let isClosed = false;
  let reading = Promise.resolve();
  const read = async () => {
    if (isClosed) return;
    let recorded = await readLines(runId, lastChunk);
    // Another page has written at the same time: all of it has to be put in order.
    if ((recorded?.lines[0]?.t ?? Number.POSITIVE_INFINITY) < timeline.duration) {
      timeline = new Timeline();
      recorded = await readLines(runId);
    }
    if (isClosed) return;
    if (recorded === undefined) {
      if (version === 0) publish({ name: 'missing' });
      return;
    }
    const { header, lines, updatedAt } = recorded;
    lastChunk = recorded.lastChunk;
    timeline.add(lines);
    const isLive = !timeline.isEnded && Date.now() - updatedAt < LIVE_MS;
    publish({ name: 'shown', recording: { header, timeline, isOwn: true, isLive, version: ++version } });
  };
  const readNext = () => {
    reading = reading.then(read).catch(() => {
      if (version === 0 && !isClosed) publish({ name: 'failed' });
    });
  };
  if (channel)
    channel.onmessage = ({ data }) => {
      if (data === runId) readNext();
    };
  // What has just been received is written first, or a run that has just begun would be missing.
  const stopWatching = recorder.watch();
  void recorder.write().then(readNext);
  return () => {
    isClosed = true;
    stopWatching();
    channel?.close();
  };
}
