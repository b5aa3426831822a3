import type { CallPart } from '#lib/protocol/call-part.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';
import { isContentOutput } from '#lib/tools/content-output.ts';
import { callState, hasEnded, type RunOfCall } from './call-state.ts';

/** A part of a message with its position, or tool calls in a row with the position of the first. */
export type PartOrCalls = { index: number } & ({ part: MessagePart } | { calls: readonly CallPart[] });

/** Puts tool calls together that follow each other. Parts that are not shown between them do not separate them. */
export function joinCalls(parts: readonly MessagePart[]): PartOrCalls[] {
  const joined: PartOrCalls[] = [];
  let calls: CallPart[] | undefined;
  for (const [index, part] of parts.entries()) {
    if (isUnseen(part) && index < parts.length - 1) continue;
    if (part.type !== 'dynamic-tool') {
      calls = undefined;
      joined.push({ index, part });
    } else if (calls) {
      calls.push(part);
    } else {
      calls = [part];
      joined.push({ index, calls });
    }
  }
  return joined;
}

/** Whether nothing of a part is shown at its place. Sources are listed below the answer. */
export function isUnseen(part: MessagePart): boolean {
  return (
    part.type === 'step-start' || part.type === 'source-url' || (part.type === 'text' && part.text === '')
  );
}

/** A call with its position among the calls in a row. */
export type PlacedCall = { index: number; call: CallPart };

/** Splits calls in a row into groups: ended calls side by side are one, any other call is alone. */
export function groupEnded(calls: readonly CallPart[], run: RunOfCall): PlacedCall[][] {
  const groups: PlacedCall[][] = [];
  let ended: PlacedCall[] | undefined;
  for (const [index, call] of calls.entries()) {
    const canGroup = hasEnded(callState(call, run)) && !isShown(call);
    if (canGroup && ended) {
      ended.push({ index, call });
      continue;
    }
    const group = [{ index, call }];
    groups.push(group);
    ended = canGroup ? group : undefined;
  }
  return groups;
}

/** Whether the user must see the output: a chart, or a picture, which the server reports to the model as shown. */
export function isShown({ toolName, state, output }: CallPart): boolean {
  if (state !== 'output-available') return false;
  return (
    toolName === 'draw_chart' ||
    (isContentOutput(output) && output.content.some(({ type }) => type === 'image'))
  );
}
