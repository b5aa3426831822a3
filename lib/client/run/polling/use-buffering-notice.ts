import 'client-only';
import { useSyncExternalStore } from 'react';
import { buffering } from './buffering-guard.ts';

/** Whether to say that a proxy holds answers back, and that the page therefore polls. */
export function useBufferingNotice(): boolean {
  return useSyncExternalStore(
    buffering.subscribe,
    () => buffering.isNoticeShown,
    () => false,
  );
}
