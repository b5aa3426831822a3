import type { CDPSession, Page } from 'playwright';

/** Milliseconds from an input to the frame that shows its effect. */
export interface Latency {
  median: number;
  p95: number;
}

/** Events that the browser reports at all last at least this long; a key without a report was faster. */
const FASTEST_REPORTED_MS = 16;
const KEY_GAP_MS = 150;

/** Types `keys` letters into the focused field, as a fast writer would, and returns the time from a key to the painted letter (Event Timing). */
export async function measureTyping(page: Page, session: CDPSession, keys: number): Promise<Latency> {
  await page.evaluate(observeKeys, FASTEST_REPORTED_MS);
  for (let key = 0; key < keys; key++) {
    const text = 'the river goes down to the sea '.charAt(key % 31);
    await session.send('Input.dispatchKeyEvent', { type: 'keyDown', text, key: text });
    await session.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text });
    await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), KEY_GAP_MS);
  }
  const reported = await page.evaluate(() => (globalThis as unknown as { keyMs: number[] }).keyMs);
  const unreported = Math.max(0, keys - reported.length);
  return summarize([...reported, ...Array<number>(unreported).fill(FASTEST_REPORTED_MS)]);
}

/** Runs in the page: notes how long each key took to be painted. */
function observeKeys(durationThreshold: number): void {
  const keyMs: number[] = [];
  Object.assign(globalThis, { keyMs });
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === 'keydown') keyMs.push(duration);
  }).observe({ type: 'event', durationThreshold } as PerformanceObserverInit);
}

/**
 * Returns the time from the next input in the page (the end of a click or a key, which `act` causes) until `selector` matches and has been
 * painted. Measured in the page, because messages to Playwright are slow beside it: also those between the two halves of a click.
 */
export async function measureResponse(
  page: Page,
  selector: string,
  act: () => Promise<void>,
): Promise<number> {
  const shown = page.evaluate(untilPainted, selector);
  await page.waitForFunction(() => 'awaitsInput' in globalThis);
  await act();
  return shown;
}

/** Runs in the page. */
function untilPainted(selector: string): Promise<number> {
  return new Promise((resolve) => {
    let inputAt = Number.NaN;
    const begin = (event: Event) => {
      if (Number.isNaN(inputAt)) inputAt = event.timeStamp;
    };
    for (const type of ['pointerup', 'keydown']) addEventListener(type, begin, { capture: true, once: true });
    const check = () => {
      if (Number.isNaN(inputAt) || !document.querySelector(selector))
        return void requestAnimationFrame(check);
      // A message is delivered after the frame's style, layout and paint.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        Reflect.deleteProperty(globalThis, 'awaitsInput');
        resolve(performance.now() - inputAt);
      };
      port2.postMessage(undefined);
    };
    Object.assign(globalThis, { awaitsInput: true });
    requestAnimationFrame(check);
  });
}

/** Returns the median and the 95th percentile. */
export function summarize(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
  return { median: at(0.5), p95: at(0.95) };
}
