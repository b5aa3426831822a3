import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { type GenerateRequest, generate } from '../generation/generate.ts';
import type { Model } from '../models/model.ts';
import type { RunEnd, RunProgress } from '../run-log/run-progress.ts';

export type ScriptedRun = {
  events: RunEvent[];
  progress: RunProgress;
  controller: AbortController;
  ended: Promise<RunEnd>;
};

/** Generates with a model; the clocks are off unless they are asked for. */
export function runScripted(model: Model, change: Partial<GenerateRequest> = {}): ScriptedRun {
  const events: RunEvent[] = [];
  const progress: RunProgress = { retries: 0 };
  const controller = new AbortController();
  const request: GenerateRequest = {
    model,
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    tools: [],
    settings: {},
    clocks: { firstTokenMs: 0, idleMs: 0, runMs: 0 },
    maxRetries: 0,
    signal: controller.signal,
    startedAt: Date.now(),
    ...change,
  };
  const ended = generate(request, progress, (event) => void events.push(event));
  return { events, progress, controller, ended };
}
