import 'server-only';
import type { LanguageModelV4ToolCall } from '@ai-sdk/provider';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { type ApprovalScope, requestApproval } from './approval.ts';
import { type CheckedCall, checkCall } from './call-check.ts';
import { announceCall, createErrorResult, runCall, type ToolResult } from './call-runner.ts';
import type { OfferedTool } from './server-tool.ts';

/** What the calls of a run share. */
export type CallContext = {
  tools: readonly OfferedTool[];
  /** Where a reader may approve calls; absent where there is no reader to ask. */
  scope?: ApprovalScope;
  signal: AbortSignal;
  emit(event: RunEvent): void;
};

/** The calls of one step: what the model is told, in their order, unless the run waits for the reader or the browser. */
export type StepResults = { results: ToolResult[]; waits: false } | { waits: true };

/**
 * Runs those calls of a step that may run at once, side by side; asks for consent to those that need it, and leaves those
 * of the browser to the page. A tool that fails is told to the model.
 */
export async function runStepCalls(
  calls: readonly LanguageModelV4ToolCall[],
  context: CallContext,
): Promise<StepResults> {
  const { tools, scope, signal, emit } = context;
  const checked = calls.map((call) => checkCall(call, tools));
  for (const call of checked) announceCall(call, emit);
  const waiting = scope === undefined ? [] : checked.filter(needsReader);
  for (const call of waiting) {
    if (scope !== undefined && call.tool?.consent === 'ask') emit(await requestApproval(call, scope));
  }
  const running = checked.filter((call) => !waiting.includes(call));
  const results = await Promise.all(
    running.map((call) => (needsReader(call) ? refuse(call, emit) : runCall(call, signal, emit))),
  );
  return waiting.length > 0 ? { waits: true } : { results, waits: false };
}

/** Whether a call runs only once a reader has allowed it, or in the reader's browser. */
function needsReader({ tool }: CheckedCall): boolean {
  return tool !== undefined && (tool.consent === 'ask' || tool.execute === undefined);
}

function refuse(call: CheckedCall, emit: (event: RunEvent) => void): ToolResult {
  const errorText = 'There is no one here who could allow this call.';
  emit({ type: 'tool-output-error', toolCallId: call.toolCallId, errorText });
  return createErrorResult(call, errorText);
}
