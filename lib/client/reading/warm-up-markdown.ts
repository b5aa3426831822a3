import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { MarkdownLabels } from '#lib/markdown/labels.ts';
import { whenIdle } from '../platform/when-idle.ts';

const warmUp = lazyValue(() => import('#lib/markdown/warm-up.tsx'));

let remaining: (() => unknown)[] | undefined;
let hasFormulas = false;

/** Prepares what the first answer needs, one step per idle moment. @returns a function that stops this; the next call goes on */
export function warmUpMarkdown(labels: MarkdownLabels): () => void {
  const controller = new AbortController();
  void warmUpWhileIdle(labels, controller.signal).catch(() => undefined); // the first answer loads what failed to load
  return () => controller.abort();
}

async function warmUpWhileIdle(labels: MarkdownLabels, signal: AbortSignal): Promise<void> {
  await idle();
  if (signal.aborted) return;
  const { warmUpSteps, formulaSteps } = await warmUp.load();
  remaining ??= warmUpSteps(labels);
  await runSteps(remaining, signal);
  // Many answers have no formula: only what the service worker has cached by now is loaded for them.
  if (signal.aborted || hasFormulas || !(await navigator.serviceWorker?.ready)) return;
  hasFormulas = true;
  remaining.push(...formulaSteps(labels));
  await runSteps(remaining, signal);
}

async function runSteps(steps: (() => unknown)[], signal: AbortSignal): Promise<void> {
  while (steps.length > 0) {
    await idle();
    if (signal.aborted) return;
    await steps.shift()?.();
  }
}

const idle = () => new Promise<void>(whenIdle);
