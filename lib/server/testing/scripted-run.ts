import 'server-only';
import { newRunId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { type GenerateRequest, generate } from '../generation/answer-generation.ts';
import type { TimeoutLimits } from '../generation/timeouts.ts';
import type { Model } from '../models/model.ts';
import { executeRun } from '../run/run-execution.ts';
import { type RunEnd, RunProgress } from '../run-log/run-progress.ts';

export type ScriptedRun = {
  events: RunEvent[];
  progress: RunProgress;
  controller: AbortController;
  ended: Promise<RunEnd>;
};

/** Runs `model` without a run log and collects its events. Timeouts are off unless given. */
export function runScripted(
  model: Model,
  {
    timeouts = { firstTokenMs: 0, idleMs: 0, runMs: 0 },
    signal,
    ...overrides
  }: Partial<GenerateRequest> & { timeouts?: TimeoutLimits; signal?: AbortSignal } = {},
): ScriptedRun {
  const events: RunEvent[] = [];
  const progress = new RunProgress();
  const controller = new AbortController();
  const request: GenerateRequest = {
    model,
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    tools: [],
    settings: {},
    maxRetries: 0,
    ...overrides,
  };
  const run = {
    info: { runId: newRunId(), model: model.info.id, startedAt: Date.now() },
    progress,
    source: {
      prompt: request.prompt,
      textOf: () => '',
      deltasOf: () => [],
      generate: (context: Parameters<typeof generate>[1]) => generate(request, context),
    },
    timeouts,
    signal: signal ?? controller.signal,
  };
  const ended = new Promise<RunEnd>((resolve) => {
    void executeRun(run, {
      signal: new AbortController().signal,
      write: (event) => void events.push(event),
      close(end) {
        resolve(end);
        return { end };
      },
    });
  });
  return { events, progress, controller, ended };
}
