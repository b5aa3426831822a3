/** Time and animation frames, behind an interface so that tests can drive both. */
export interface FrameClock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Whether the page is hidden: it gets no frames then, and its timers run once a second or more rarely. */
  isHidden(): boolean;
  /** Calls back once, in the next frame. Returns a function that cancels the call. */
  nextFrame(callback: () => void): () => void;
  /** Calls back once, when the hidden page is shown, or in a second: it works then, a little. */
  whenShown(callback: () => void): void;
  /** Calls back once, after so many milliseconds. Returns a function that cancels the call. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Calls back in a task of its own, before the next frame where the browser lets a page decide that. */
  nextTask(callback: () => void): void;
  /** Lays the page out now, so that the next frame need not. Does nothing in a hidden page. */
  layOut(): void;
  /** Calls back after the current frame has been laid out and painted; outside of a frame, in the next task. */
  afterPaint(callback: () => void): void;
}

/** A hidden tab gets no animation frames. Its text is still rendered now and then, so that it is there at once when the tab is shown. */
const HIDDEN_TAB_MS = 1_000;

export const browserClock: FrameClock = {
  now: () => performance.now(),
  isHidden: () => globalThis.document?.visibilityState === 'hidden',
  nextFrame(callback) {
    const cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    const run = () => {
      cancel();
      callback();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, HIDDEN_TAB_MS);
    return cancel;
  },
  whenShown(callback) {
    // In a task of its own, because browsers delay a timer that timers have led to by up to a minute.
    browserClock.afterPaint(() => {
      const controller = new AbortController();
      const run = () => {
        controller.abort();
        clearTimeout(timer);
        callback();
      };
      const timer = setTimeout(run, HIDDEN_TAB_MS);
      document.addEventListener('visibilitychange', run, { signal: controller.signal });
    });
  },
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  nextTask(callback) {
    const { scheduler } = globalThis as { scheduler?: TaskScheduler };
    if (scheduler?.postTask) void scheduler.postTask(callback, { priority: 'user-blocking' });
    else browserClock.afterPaint(callback);
  },
  layOut() {
    if (!browserClock.isHidden()) void globalThis.document?.body?.offsetHeight;
  },
  afterPaint(callback) {
    paintChannel ??= openPaintChannel();
    paintChannel.callbacks.push(callback);
    paintChannel.port.postMessage(undefined);
  },
};

/** The part of https://wicg.github.io/scheduling-apis/ that is used here. */
type TaskScheduler = {
  postTask?(callback: () => void, options: { priority: 'user-blocking' }): Promise<void>;
};

let paintChannel: { port: MessagePort; callbacks: (() => void)[] } | undefined;

/** A message posted during a frame is delivered after its paint, and sooner than any timer would fire. */
function openPaintChannel(): NonNullable<typeof paintChannel> {
  const { port1, port2 } = new MessageChannel();
  const callbacks: (() => void)[] = [];
  port1.onmessage = () => callbacks.shift()?.();
  return { port: port2, callbacks };
}
