import type { MessagePart, RunEvent } from './run-event.ts';

/** The part of a tool call, with the raw JSON of its input while the model is still writing it. */
export type CallPart = Extract<MessagePart, { type: 'dynamic-tool' }> & { rawInput?: string };

/** An event about a call. */
export type CallEvent = Extract<RunEvent, { type: `tool-${string}` }>;

/** Creates the part of a call. It is always a `dynamic-tool`, because the set of tools depends on the server's settings. */
export function createCall(toolCallId: string, toolName: string): CallPart {
  return { type: 'dynamic-tool', toolCallId, toolName, state: 'input-streaming', input: undefined };
}

/** Returns `call` after `event`. Fields that the new state does not have, such as a used approval, are dropped. */
export function applyCallEvent(call: CallPart, event: CallEvent): CallPart {
  const { type, toolCallId, toolName, input, rawInput } = call;
  const title = ('title' in event ? event.title : undefined) ?? call.title;
  const toolMetadata = ('toolMetadata' in event ? event.toolMetadata : undefined) ?? withoutStop(call);
  const common = {
    type,
    toolCallId,
    toolName,
    ...(rawInput === undefined ? {} : { rawInput }),
    ...(title === undefined ? {} : { title }),
    ...(toolMetadata === undefined ? {} : { toolMetadata }),
  };
  switch (event.type) {
    case 'tool-input-start':
      return { ...common, state: 'input-streaming', input: undefined };
    case 'tool-input-delta':
      return { ...call, rawInput: (rawInput ?? '') + event.inputTextDelta };
    case 'tool-input-available':
      return { ...common, state: 'input-available', input: event.input };
    case 'tool-input-error':
      return { ...common, state: 'output-error', input: event.input, errorText: event.errorText };
    case 'tool-approval-request': {
      const { approvalId: id, signature } = event;
      const approval = signature === undefined ? { id } : { id, signature };
      return { ...common, state: 'approval-requested', input, approval };
    }
    case 'tool-approval-response': {
      const { approvalId: id, approved, reason } = event;
      const approval = { ...call.approval, id, approved, ...(reason === undefined ? {} : { reason }) };
      return { ...common, state: 'approval-responded', input, approval };
    }
    case 'tool-output-available':
      return { ...common, state: 'output-available', input, output: event.output };
    case 'tool-output-error':
      return { ...common, state: 'output-error', input, errorText: event.errorText };
    case 'tool-output-denied': {
      const { id = '', reason } = call.approval ?? {};
      const approval = { id, approved: false as const, ...(reason === undefined ? {} : { reason }) };
      return { ...common, state: 'output-denied', input, approval };
    }
    default:
      return call;
  }
}

/**
 * Marks a call that an earlier run left unfinished as stopped, since nothing will finish it. Approved calls stay as they are:
 * the next run executes them.
 */
export function markStopped(call: CallPart): CallPart {
  const open = call.state.startsWith('input-') || call.state === 'approval-requested';
  return open ? { ...call, toolMetadata: { ...call.toolMetadata, stopped: true } } : call;
}

function withoutStop({ toolMetadata }: CallPart): CallPart['toolMetadata'] {
  if (toolMetadata?.stopped === undefined) return toolMetadata;
  const { stopped, ...rest } = toolMetadata;
  return rest;
}
