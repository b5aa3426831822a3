import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { englishDeferred } from '#lib/i18n/en/deferred.ts';

let steps: string[];
let idleCallbacks: (() => void)[];

vi.mock('#lib/markdown/warm-up.tsx', () => ({
  warmUpSteps: () => ['text', 'code'].map((name) => () => steps.push(name)),
  formulaSteps: () => [() => steps.push('formulas')],
}));

beforeEach(() => {
  steps = [];
  idleCallbacks = [];
  vi.resetModules();
  vi.stubGlobal('requestIdleCallback', (callback: () => void) => idleCallbacks.push(callback));
});
afterEach(() => vi.unstubAllGlobals());

async function warmUp(): Promise<() => void> {
  const { warmUpMarkdown } = await import('./warm-up-markdown.ts');
  return warmUpMarkdown(englishDeferred.markdown);
}

/** Waits until something waits for an idle moment, and lets it have one. */
async function idleOnce(): Promise<void> {
  await vi.waitFor(() => expect(idleCallbacks).toHaveLength(1));
  idleCallbacks.shift()?.();
}

function cacheFiles(): void {
  vi.stubGlobal('navigator', { serviceWorker: { ready: Promise.resolve({}) } });
}

test('an idle moment is used for one step', async () => {
  vi.stubGlobal('navigator', {});
  await warmUp();
  await idleOnce(); // loads the steps
  for (const done of [['text'], ['text', 'code']]) {
    await idleOnce();
    await vi.waitFor(() => expect(steps).toEqual(done));
  }
  await new Promise(setImmediate);
  expect(idleCallbacks).toHaveLength(0); // formulas would have to be downloaded
});

test('formulas are prepared once the service worker has cached their code', async () => {
  cacheFiles();
  await warmUp();
  for (let moment = 0; moment < 4; moment++) await idleOnce();
  await vi.waitFor(() => expect(steps).toEqual(['text', 'code', 'formulas']));
});

test('what was stopped goes on later, without repeating a step', async () => {
  cacheFiles();
  const stop = await warmUp();
  await idleOnce();
  await idleOnce();
  await vi.waitFor(() => expect(steps).toEqual(['text']));
  stop();
  await idleOnce();
  await new Promise(setImmediate);
  expect([steps, idleCallbacks]).toEqual([['text'], []]);
  await warmUp();
  for (let moment = 0; moment < 3; moment++) await idleOnce();
  await vi.waitFor(() => expect(steps).toEqual(['text', 'code', 'formulas']));
  await warmUp();
  await idleOnce();
  await new Promise(setImmediate);
  expect(idleCallbacks).toHaveLength(0);
});
