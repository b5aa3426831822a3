import 'server-only';

/** How long live runs may go on after SIGTERM, to end by themselves. */
export const RUN_GRACE_MS = 25_000;

type Shutdown = {
  controller: AbortController;
  isStopping: boolean;
  liveRuns: number;
  /** Called when the last live run has ended. */
  onIdle: () => void;
};

/**
 * The state of this process that all its code shares. Next's edge sandbox gives each route file globals of its own, in which
 * signals cannot be observed either; `performance` is the one of the Node.js process in all of them.
 */
const shared = performance as Performance & { runnelShutdown?: Shutdown };
shared.runnelShutdown ??= {
  controller: new AbortController(),
  isStopping: false,
  liveRuns: 0,
  onIdle: () => {},
};
const state = shared.runnelShutdown;

/** Aborted when this process is about to exit: whatever runs in it has to end. */
export const shutdownSignal: AbortSignal = state.controller.signal;

/** Whether this process has been asked to exit: it starts no more runs. */
export function isStopping(): boolean {
  return state.isStopping;
}

/** The number of runs that are live in this process, on any endpoint. */
export function countLiveRuns(): number {
  return state.liveRuns;
}

/** Counts a run as live until it settles. */
export async function trackRun<T>(run: Promise<T>): Promise<T> {
  state.liveRuns++;
  try {
    return await run;
  } finally {
    state.liveRuns--;
    if (state.liveRuns === 0) state.onIdle();
  }
}

/**
 * Starts no more runs, and ends the live ones that have not ended by themselves within `graceMs`. Resolves when everything that
 * runs in this process has ended or been told to.
 */
export async function shutDown({ graceMs = 0 } = {}): Promise<void> {
  state.isStopping = true;
  if (graceMs > 0 && state.liveRuns > 0) {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      state.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
  state.controller.abort();
}
