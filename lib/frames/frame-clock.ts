/** Time and animation frames, so that a test can drive both. */
export interface FrameClock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls back once in the next frame and returns a function that takes it back. */
  nextFrame(callback: () => void): () => void;
  /** Calls back when the frame that is being made has been laid out and painted. */
  afterPaint(callback: () => void): void;
}

/** A hidden tab has no frames; its text must still go in, only not often. */
const HIDDEN_TAB_MS = 250;

export const browserClock: FrameClock = {
  now: () => performance.now(),
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
  afterPaint(callback) {
    painted ??= openPainted();
    painted.callbacks.push(callback);
    painted.port.postMessage(undefined);
  },
};

let painted: { port: MessagePort; callbacks: (() => void)[] } | undefined;

/** A message is delivered after the task that makes the frame, and sooner than any timer. */
function openPainted(): NonNullable<typeof painted> {
  const { port1, port2 } = new MessageChannel();
  const callbacks: (() => void)[] = [];
  port1.onmessage = () => callbacks.shift()?.();
  return { port: port2, callbacks };
}
