import 'client-only';
import type { ChatMessage, EarlierRun, RunMetadata } from '#lib/protocol/run-event.ts';
import { estimateRun } from './run-estimate.ts';

/** What one run has used, in tokens. `cached` are among the input tokens, `reasoning` among the output tokens. */
export type RunUsage = {
  runId: string;
  model: string;
  /** Epoch milliseconds. */
  startedAt: number;
  input: number;
  cached: number;
  output: number;
  reasoning: number;
  /** Tokens of the last request and its answer; 0 if unknown. */
  context: number;
  cost?: number;
  /** The model's server has not reported all tokens, so that some are estimated from the text. */
  isEstimated: boolean;
};

/** The model's server reports the tokens of a step at its end, which these runs may not have reached. */
const CUT: readonly RunMetadata['outcome'][] = [undefined, 'stopped', 'interrupted', 'failed'];

/**
 * Returns what each run of an answer has used, the last one last. Runs without any output are left out.
 * @param getPromptTokens estimates the tokens of the messages above the answer; called only when needed
 */
export function getRunUsage(message: ChatMessage, getPromptTokens: () => number): RunUsage[] {
  const { metadata } = message;
  if (metadata === undefined) return [];
  const runs = [...(metadata.earlierRuns ?? []), metadata].filter(({ startedAt }) => isCount(startedAt));
  return runs.flatMap((run, index) => {
    // The server has not accepted this run, and nothing of it has arrived.
    if (run.continuedFrom !== undefined && run.continues === undefined) return [];
    const to = runs.slice(index + 1).find(({ continues }) => continues !== undefined)?.continues;
    return measureRun(run, () => estimateRun(message, { from: run.continues, to }, getPromptTokens())) ?? [];
  });
}

function measureRun(run: EarlierRun, estimate: () => ReturnType<typeof estimateRun>): RunUsage | undefined {
  const { runId, model, startedAt, outcome, error } = run;
  const [inputTokens, outputTokens] = [readCount(run.inputTokens), readCount(run.outputTokens)];
  const [cachedTokens = 0, cost] = [readCount(run.cachedTokens), readCount(run.cost)];
  const isCut = CUT.includes(outcome) || error !== undefined;
  const isEstimated = inputTokens === undefined || outputTokens === undefined || isCut;
  const common = { runId, model, startedAt, cached: cachedTokens, ...(cost === undefined ? {} : { cost }) };
  if (!isEstimated) {
    const [reasoning = 0, context = 0] = [readCount(run.reasoningTokens), readCount(run.contextTokens)];
    return { ...common, input: inputTokens, output: outputTokens, reasoning, context, isEstimated };
  }
  const estimated = estimate();
  if (estimated.output === 0 && outputTokens === undefined) return undefined;
  // The steps that were reported are a lower bound.
  const atLeast = (reported: number | undefined, guess: number) => Math.max(reported ?? 0, Math.round(guess));
  return {
    ...common,
    input: atLeast(inputTokens, estimated.input),
    output: atLeast(outputTokens, estimated.output),
    reasoning: atLeast(readCount(run.reasoningTokens), estimated.reasoning),
    context: atLeast(readCount(run.contextTokens), estimated.context),
    isEstimated,
  };
}

/** The file of an import may hold anything. */
function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function readCount(value: unknown): number | undefined {
  return isCount(value) ? value : undefined;
}
