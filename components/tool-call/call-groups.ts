import type { CallPart } from '#lib/protocol/call-part.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';
import { isContentOutput } from '#lib/tools/content-output.ts';

/** A part of a message with its position, or several ended tool calls in a row with the position of the first. */
export type PartOrCalls = { index: number } & ({ part: MessagePart } | { calls: readonly CallPart[] });

/** Puts ended tool calls together that follow each other. Parts that are not shown between them do not separate them. */
export function groupCalls(parts: readonly MessagePart[]): PartOrCalls[] {
  const groups: PartOrCalls[] = [];
  let calls: { index: number; calls: CallPart[] } | undefined;
  const endGroup = () => {
    if (calls === undefined) return;
    const [only, ...more] = calls.calls;
    if (only) groups.push(more.length === 0 ? { index: calls.index, part: only } : calls);
    calls = undefined;
  };
  for (const [index, part] of parts.entries()) {
    if (isUnseen(part) && index < parts.length - 1) continue;
    if (isEndedCall(part)) {
      calls ??= { index, calls: [] };
      calls.calls.push(part);
      continue;
    }
    endGroup();
    groups.push({ index, part });
  }
  endGroup();
  return groups;
}

/** Whether nothing of a part is shown at its place. Sources are listed below the answer. */
export function isUnseen(part: MessagePart): boolean {
  return (
    part.type === 'step-start' || part.type === 'source-url' || (part.type === 'text' && part.text === '')
  );
}

/** Whether a call has ended and can be put away. */
function isEndedCall(part: MessagePart): part is CallPart {
  if (part.type !== 'dynamic-tool' || isShown(part)) return false;
  return part.state === 'output-available' || part.state === 'output-error' || part.state === 'output-denied';
}

/** Whether the user must see the output: a chart, or a picture, which the server reports to the model as shown. */
export function isShown({ toolName, state, output }: CallPart): boolean {
  if (state !== 'output-available') return false;
  return (
    toolName === 'draw_chart' ||
    (isContentOutput(output) && output.content.some(({ type }) => type === 'image'))
  );
}
