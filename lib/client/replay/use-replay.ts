'use client';
import 'client-only';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Recording } from '#lib/protocol/recording/recording.ts';
import { Replay, type ReplayView } from './replay.ts';
import type { ReplayPlayer } from './replay-player.ts';

/**
 * Plays a recording while the component is mounted, or shows it after `at` lines. Neither may change.
 */
export function useReplay(recording: Recording, at?: number): { player: ReplayPlayer; view: ReplayView } {
  const [{ player, store }] = useState(() => new Replay(recording));
  useEffect(() => {
    if (at === undefined) player.play();
    else player.seekLine(at);
    return () => player.close();
  }, [player, at]);
  return { player, view: useSyncExternalStore(store.subscribe, store.getState, store.getState) };
}

/** The position of a player in milliseconds, in each frame while it plays. */
export function usePosition(player: ReplayPlayer, { isPlaying, position }: ReplayView): number {
  const [moving, setMoving] = useState(position);
  useEffect(() => {
    if (!isPlaying) return;
    const update = () => {
      setMoving(player.state.position);
      frame = requestAnimationFrame(update);
    };
    let frame = requestAnimationFrame(update);
    return () => cancelAnimationFrame(frame);
  }, [player, isPlaying]);
  return isPlaying ? moving : position;
}
