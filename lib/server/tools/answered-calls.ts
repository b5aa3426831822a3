import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import type { RequestPart, ToolPart } from '#lib/protocol/message-schema.ts';
import { redeemApproval } from './approval.ts';
import { checkCall } from './call-check.ts';
import { announceCall, createErrorResult, NO_READER, runCall, type ToolResult } from './call-runner.ts';
import type { CallContext } from './step-calls.ts';
import { getLastStep, getToolName, isToolPart } from './tool-parts.ts';

/** The results of calls that an earlier run left to the reader, by call id. */
export type CallOutputs = ReadonlyMap<string, ToolResult['output']>;

/**
 * Carries out the reader's answers to the calls of a message's last step: verifies and runs approved calls, and reports denied
 * ones. Calls with a result are not run again.
 * @returns `waits`: whether a call of the step still lacks an answer.
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
        announceOpenCall(call, context);
        return true;
      }
      if (call.state !== 'approval-responded') return false;
      const result = await runAnsweredCall(call, context);
      if (result === 'waits') return true;
      if (result !== undefined) outputs.set(call.toolCallId, result.output);
      return false;
    }),
  );
  return { outputs, waits: waits.includes(true) };
}

async function runAnsweredCall(
  part: ToolPart,
  context: CallContext,
): Promise<ToolResult | 'waits' | undefined> {
  const { tools, scope, emit } = context;
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
  const invalid =
    scope && (await redeemApproval({ toolCallId, toolName, input }, scope, approval?.signature));
  if (scope === undefined || invalid !== undefined) {
    const errorText = invalid ?? NO_READER;
    emit({ type: 'tool-output-error', toolCallId, errorText });
    return createErrorResult({ toolCallId, toolName }, errorText);
  }
  const call = checkCall({ type: 'tool-call', toolCallId, toolName, input: JSON.stringify(input) }, tools);
  announceCall(call, emit);
  if (call.tool !== undefined && call.tool.execute === undefined) return 'waits'; // runs in the browser
  return runCall(call, context);
}

/** Repeats the event of an open call. Without it, readers of this run would show the call as stopped. */
function announceOpenCall(part: ToolPart, { emit }: CallContext): void {
  const { toolCallId, approval } = part;
  if (part.state === 'input-available') {
    emit({ type: 'tool-input-available', toolCallId, toolName: getToolName(part), input: part.input });
  } else if (approval !== undefined) {
    const { id: approvalId, signature } = approval;
    emit({ type: 'tool-approval-request', toolCallId, approvalId, ...(signature ? { signature } : {}) });
  }
}
