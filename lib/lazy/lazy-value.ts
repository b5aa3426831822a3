import { nextTask } from './next-task.ts';

/** `failed` says that the last attempt failed. It stays set while a retry is in progress. */
export type LazyState<Value> = { value: Value | undefined; failed: boolean; retrying: boolean };

/** Something that is loaded when it is first needed, such as the code of a dialog. */
export type LazyValue<Value> = {
  /** Loads the value, joining an attempt in progress and retrying after a failed one. @throws the error of the attempt */
  load(): Promise<Value>;
  /** Starts loading the value. Never throws: a failure only shows in the state. */
  prefetch(): void;
  getState(): LazyState<Value>;
  subscribe(listener: () => void): () => void;
};

/** The state before the first attempt. A single object, because React requires a stable server snapshot. */
export const NOT_LOADED: LazyState<never> = { value: undefined, failed: false, retrying: false };

/** Retries one value each, for all values whose last attempt failed. */
const failures = new Set<() => void>();

/**
 * Retries every failed load that something still waits for, because one lost connection breaks several parts of the page.
 * Also runs when the device comes back online.
 */
export function retryFailedLoads(): void {
  const retries = [...failures];
  failures.clear();
  for (const retry of retries) retry();
}

/** Creates a lazy value. Unlike `React.lazy`, which repeats its first failure forever, it can be loaded again. */
export function lazyValue<Value>(load: () => Promise<Value>): LazyValue<Value> {
  let state: LazyState<Value> = NOT_LOADED;
  let attempt: Promise<Value> | undefined;
  const listeners = new Set<() => void>();
  const notify = () => {
    for (const listener of listeners) listener();
  };
  const publish = (failed: boolean, retrying: boolean) => {
    state = { value: undefined, failed, retrying };
    notify();
  };
  const retry = () => {
    if (listeners.size > 0) prefetch();
  };
  const loadOnce = () => {
    if (attempt) return attempt;
    failures.delete(retry);
    attempt = load();
    if (state.failed) publish(true, true);
    attempt.then(
      (value) => {
        state = { value, failed: false, retrying: false };
        return nextTask().then(notify); // running the code and rendering with it would be one long task
      },
      () => {
        attempt = undefined;
        failures.add(retry);
        globalThis.addEventListener?.('online', retryFailedLoads);
        publish(true, false);
      },
    );
    return attempt;
  };
  const prefetch = () => void loadOnce().catch(() => undefined);
  return {
    load: loadOnce,
    prefetch,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * Loads a value. If the attempt fails, waits until a later one succeeds, such as a retry by the reader.
 * @param signal ends the wait
 * @throws the signal's reason when it is aborted
 */
export function untilLoaded<Value>(lazy: LazyValue<Value>, signal?: AbortSignal): Promise<Value> {
  return lazy.load().catch(
    () =>
      new Promise<Value>((resolve, reject) => {
        const settle = (then: () => void) => {
          unsubscribe();
          signal?.removeEventListener('abort', abort);
          then();
        };
        const abort = () => settle(() => reject(signal?.reason));
        const unsubscribe = lazy.subscribe(() => {
          const { value, failed } = lazy.getState();
          if (!failed) settle(() => resolve(value as Value));
        });
        if (signal?.aborted) abort();
        else signal?.addEventListener('abort', abort);
      }),
  );
}

/** Whether `error` means that a chunk of the app's own code could not be fetched. */
export function isLoadError(error: unknown): boolean {
  return error instanceof Error && error.name === 'ChunkLoadError'; // the name that the bundler gives it
}
