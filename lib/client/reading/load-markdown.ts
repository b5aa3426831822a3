'use client';
import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { MarkdownLabels } from '#lib/markdown/labels.ts';
import type { Markdown } from '#lib/markdown/markdown.tsx';
import { whenIdle } from '../platform/when-idle.ts';

const markdown = lazyValue(() => import('#lib/markdown/markdown.tsx'));
const warmUp = lazyValue(() => import('#lib/markdown/warm-up.tsx'));

/** Loads the Markdown renderer. Never rejects: without it, text is shown as it is. */
export async function loadMarkdown(): Promise<void> {
  await markdown.load().catch(() => undefined);
}

let remaining: (() => unknown)[] | undefined;
let hasFormulas = false;

/** Prepares what the first answer needs, one step per idle moment. @returns a function that stops this, to be continued by the next call */
export function warmUpMarkdown(labels: MarkdownLabels): () => void {
  const controller = new AbortController();
  void warmUpWhileIdle(labels, controller.signal).catch(() => undefined); // what failed to load is loaded by the first answer
  return () => controller.abort();
}

async function warmUpWhileIdle(labels: MarkdownLabels, signal: AbortSignal): Promise<void> {
  await idle();
  if (signal.aborted) return;
  const { warmUpSteps, formulaSteps } = await warmUp.load();
  remaining ??= warmUpSteps(labels);
  await runSteps(remaining, signal);
  // Many answers have no formula: only what the service worker has cached by now is loaded for them.
  if (hasFormulas || !(await navigator.serviceWorker?.ready)) return;
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

/** The Markdown renderer, or undefined until it is loaded. Loads it on first use. */
export function useMarkdown(): typeof Markdown | undefined {
  return useLazyValue(markdown).value?.Markdown;
}
