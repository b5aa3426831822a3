import 'client-only';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';

/** Whether a message is an answer whose run left calls to the reader or the browser. */
export function isWaiting(answer: ChatMessage | undefined): answer is ChatMessage {
  return answer?.role === 'assistant' && answer.metadata?.outcome === 'awaiting-approval';
}

/** Returns the open calls of the last step. */
export function findOpenCalls({ parts }: ChatMessage): CallPart[] {
  const step = parts.slice(parts.findLastIndex(({ type }) => type === 'step-start') + 1);
  return step.filter((part) => part.type === 'dynamic-tool').filter(isOpen);
}

/** Whether a call waits for the reader's approval or for its execution in the browser. */
export function isOpen({ state, toolMetadata }: CallPart): boolean {
  if (parseCallMetadata(toolMetadata).stopped) return false;
  return state === 'approval-requested' || state === 'input-available';
}

/** Returns the answer with a changed call. If several calls have the id, the last one is changed. */
export function withCall(
  answer: ChatMessage,
  toolCallId: string,
  change: (call: CallPart) => CallPart,
): ChatMessage {
  const index = answer.parts.findLastIndex(
    (part) => part.type === 'dynamic-tool' && part.toolCallId === toolCallId,
  );
  const call = answer.parts[index];
  if (call?.type !== 'dynamic-tool') return answer;
  return { ...answer, parts: answer.parts.with(index, change(call)) };
}

export function withAnswer(call: CallPart, consent: ConsentAnswer): CallPart {
  const approved = consent.allow !== false;
  const approval = { id: '', ...call.approval, approved };
  return { ...call, state: 'approval-responded', approval } as CallPart;
}

export function withOutput(call: CallPart, output: unknown, durationMs: number): CallPart {
  const toolMetadata = { ...call.toolMetadata, durationMs };
  return { ...call, state: 'output-available', output, toolMetadata } as CallPart;
}

export function withFailure(call: CallPart, errorText: string, durationMs: number): CallPart {
  const toolMetadata = { ...call.toolMetadata, durationMs };
  return { ...call, state: 'output-error', errorText, toolMetadata } as CallPart;
}
