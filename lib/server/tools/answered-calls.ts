import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import type { RequestPart, ToolPart } from '#lib/protocol/message-schema.ts';
import { checkApproval } from './approval.ts';
import { checkCall } from './call-check.ts';
import { announceCall, createErrorResult, runCall, type ToolResult } from './call-runner.ts';
import type { CallContext } from './step-calls.ts';
import { getLastStep, getToolName, isToolPart } from './tool-parts.ts';

/** The results of calls that an earlier run left to the reader, by their ids. */
export type CallOutputs = ReadonlyMap<string, ToolResult['output']>;

/**
 * Does what the reader has answered to the calls of a message's last step: runs what was allowed, after a look at its
 * signature, and shows what was denied. A call that already has its result is not run again.
 * @returns `waits` when some call of the step is still without an answer.
 */
export async function runAnsweredCalls(
  parts: readonly RequestPart[],
  context: CallContext,
): Promise<{ outputs: CallOutputs; waits: boolean }> {
  const calls = getLastStep(parts).filter(isToolPart);
  const outputs = new Map<string, ToolResult['output']>();
  if (!calls.some(({ state }) => state === 'approval-responded')) return { outputs, waits: false };
  const waits = await Promise.all(
    calls.map(async (call) => {
      if (call.state === 'approval-requested' || call.state === 'input-available') {
        showAgain(call, context);
        return true;
      }
      if (call.state !== 'approval-responded') return false;
      const result = await runAnswered(call, context);
      if (result === 'waits') return true;
      if (result !== undefined) outputs.set(call.toolCallId, result.output);
      return false;
    }),
  );
  return { outputs, waits: waits.includes(true) };
}

async function runAnswered(part: ToolPart, context: CallContext): Promise<ToolResult | 'waits' | undefined> {
  const { tools, scope, signal, emit } = context;
  const { toolCallId, approval } = part;
  const toolName = getToolName(part);
  const approved = approval?.approved === true;
  emit({
    type: 'tool-approval-response',
    approvalId: approval?.id ?? '',
    approved,
    ...(approval?.reason ? { reason: approval.reason } : {}),
  });
  if (!approved) {
    emit({ type: 'tool-output-denied', toolCallId });
    return undefined;
  }
  const input = (part.input ?? {}) as JSONValue;
  const flaw = scope && (await checkApproval({ toolCallId, toolName, input }, scope, approval?.signature));
  if (scope === undefined || flaw !== undefined) {
    const errorText = flaw ?? 'There is no one here who could allow this call.';
    emit({ type: 'tool-output-error', toolCallId, errorText });
    return createErrorResult({ toolCallId, toolName }, errorText);
  }
  const call = checkCall({ type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) }, tools);
  // The approval is used up: a run that ends before this call does leaves it without one.
  announceCall(call, emit);
  if (call.tool !== undefined && call.tool.execute === undefined) return 'waits'; // for the browser
  return runCall(call, signal, emit);
}

/** A reader who follows this run takes what an earlier one left open for stopped, unless it is told of it. */
function showAgain(part: ToolPart, { emit }: CallContext): void {
  const { toolCallId, approval } = part;
  if (part.state === 'input-available') {
    emit({ type: 'tool-input-available', toolCallId, toolName: getToolName(part), input: part.input });
  } else if (approval !== undefined) {
    const { id: approvalId, signature } = approval;
    emit({ type: 'tool-approval-request', toolCallId, approvalId, ...(signature ? { signature } : {}) });
  }
}
