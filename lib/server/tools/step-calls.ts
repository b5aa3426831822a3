import 'server-only';
import type { LanguageModelV4ToolCall } from '@ai-sdk/provider';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { SpanContext } from '../observability/tracing/trace-context.ts';
import { type ApprovalScope, requestApproval } from './approval.ts';
import { type CheckedCall, checkCall } from './call-check.ts';
import { announceCall, createErrorResult, NO_READER, runCall, type ToolResult } from './call-runner.ts';
import type { OfferedTool } from './server-tool.ts';

/** The context of a run's calls. */
export type CallContext = {
  tools: readonly OfferedTool[];
  /** Where a reader can approve calls. Absent when there is no reader. */
  scope?: ApprovalScope;
  signal: AbortSignal;
  /** The span that the spans of the calls belong to. */
  parent?: SpanContext | undefined;
  emit(event: RunEvent): void;
};

/** The results of one step's calls in order, unless the run waits for the reader or the browser. */
export type StepResults = { results: ToolResult[]; waits: false } | { waits: true };

/**
 * Runs the calls of a step in parallel. Requests approval for calls that need it, and leaves browser tools to the page.
 * Failures become results for the model.
 */
export async function runStepCalls(
  calls: readonly LanguageModelV4ToolCall[],
  context: CallContext,
): Promise<StepResults> {
  const { tools, scope, emit } = context;
  const checked = calls.map((call) => checkCall(call, tools));
  for (const call of checked) announceCall(call, emit);
  const waiting = scope === undefined ? [] : checked.filter(needsReader);
  for (const call of waiting) {
    if (scope !== undefined && call.tool?.consent === 'ask') emit(await requestApproval(call, scope));
  }
  const running = checked.filter((call) => !waiting.includes(call));
  const results = await Promise.all(
    running.map((call) => (needsReader(call) ? reject(call, emit) : runCall(call, context))),
  );
  return waiting.length > 0 ? { waits: true } : { results, waits: false };
}

/** Whether a call needs the reader's approval or browser. */
function needsReader({ tool }: CheckedCall): boolean {
  return tool !== undefined && (tool.consent === 'ask' || tool.execute === undefined);
}

function reject(call: CheckedCall, emit: (event: RunEvent) => void): ToolResult {
  emit({ type: 'tool-output-error', toolCallId: call.toolCallId, errorText: NO_READER });
  return createErrorResult(call, NO_READER);
}
