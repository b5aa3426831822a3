import { memo } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { RunOfCall } from './call-state.ts';
import type { ToolCallProps } from './tool-call.tsx';

const toolCall = lazyValue(() => import('./tool-call.tsx').then((module) => module.ToolCall));
const toolCallGroup = lazyValue(() => import('./tool-call-group.tsx').then((module) => module.ToolCallGroup));

type GroupProps = { calls: readonly CallPart[]; run: RunOfCall };

/** Starts to load the tool call card, which is not part of the first load. */
export const prefetchToolCall = toolCall.prefetch;

/** A tool call. Shows only its name until the card is loaded. */
export function LazyToolCall(props: ToolCallProps) {
  const name = <Name call={props.call} />;
  return (
    <LazyPart part={toolCall} fallback={name} instead={name}>
      {(ToolCall) => <ToolCall {...props} />}
    </LazyPart>
  );
}

/** Several tool calls that have ended. Shows only their names until the group is loaded. */
export const LazyToolCallGroup = memo(function LazyToolCallGroup(props: GroupProps) {
  const names = props.calls.map((call) => <Name key={call.toolCallId} call={call} />);
  return (
    <LazyPart part={toolCallGroup} fallback={names} instead={names}>
      {(ToolCallGroup) => <ToolCallGroup {...props} />}
    </LazyPart>
  );
}, isSameGroup);

function isSameGroup(before: GroupProps, after: GroupProps): boolean {
  return (
    before.run === after.run &&
    before.calls.length === after.calls.length &&
    before.calls.every((call, index) => call === after.calls[index])
  );
}

function Name({ call }: { call: CallPart }) {
  return (
    <section className="rounded-xl border border-line bg-raised px-4 py-2.5 text-sm font-medium">
      {call.title ?? call.toolName}
    </section>
  );
}
