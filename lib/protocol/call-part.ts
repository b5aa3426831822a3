import type { MessagePart, RunEvent } from './run-event.ts';

/** A call as it is kept: with the text of its input while that is still being written. */
export type CallPart = Extract<MessagePart, { type: 'dynamic-tool' }> & { rawInput?: string };

/** An event about a call. */
export type CallEvent = Extract<RunEvent, { type: `tool-${string}` }>;

/** Tools come and go with a server's settings, so every call is kept as a `dynamic-tool`. */
export function createCall(toolCallId: string, toolName: string): CallPart {
  return { type: 'dynamic-tool', toolCallId, toolName, state: 'input-streaming', input: undefined };
}

/** `call` after `event`. What a state does not have, such as an approval that was used up, is dropped with it. */
export function applyCallEvent(call: CallPart, event: CallEvent): CallPart {
  const { type, toolCallId, toolName, input, rawInput } = call;
  const title = ('title' in event ? event.title : undefined) ?? call.title;
  const toolMetadata = ('toolMetadata' in event ? event.toolMetadata : undefined) ?? withoutStop(call);
  const kept = {
    type,
    toolCallId,
    toolName,
    ...(rawInput === undefined ? {} : { rawInput }),
    ...(title === undefined ? {} : { title }),
    ...(toolMetadata === undefined ? {} : { toolMetadata }),
  };
  switch (event.type) {
    case 'tool-input-start':
      return { ...kept, state: 'input-streaming', input: undefined };
    case 'tool-input-delta':
      return { ...call, rawInput: (rawInput ?? '') + event.inputTextDelta };
    case 'tool-input-available':
      return { ...kept, state: 'input-available', input: event.input };
    case 'tool-input-error':
      return { ...kept, state: 'output-error', input: event.input, errorText: event.errorText };
    case 'tool-approval-request': {
      const { approvalId: id, signature } = event;
      const approval = signature === undefined ? { id } : { id, signature };
      return { ...kept, state: 'approval-requested', input, approval };
    }
    case 'tool-approval-response': {
      const { approvalId: id, approved, reason } = event;
      const approval = { ...call.approval, id, approved, ...(reason === undefined ? {} : { reason }) };
      return { ...kept, state: 'approval-responded', input, approval };
    }
    case 'tool-output-available':
      return { ...kept, state: 'output-available', input, output: event.output };
    case 'tool-output-error':
      return { ...kept, state: 'output-error', input, errorText: event.errorText };
    case 'tool-output-denied': {
      const { id = '', reason } = call.approval ?? {};
      const approval = { id, approved: false as const, ...(reason === undefined ? {} : { reason }) };
      return { ...kept, state: 'output-denied', input, approval };
    }
    default:
      return call;
  }
}

/** A call as an earlier run left it: what had not ended then never will. One that was allowed is about to run. */
export function markStopped(call: CallPart): CallPart {
  const open = call.state.startsWith('input-') || call.state === 'approval-requested';
  return open ? { ...call, toolMetadata: { ...call.toolMetadata, stopped: true } } : call;
}

function withoutStop({ toolMetadata }: CallPart): CallPart['toolMetadata'] {
  if (toolMetadata?.stopped === undefined) return toolMetadata;
  const { stopped, ...rest } = toolMetadata;
  return rest;
}
