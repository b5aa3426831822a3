import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { ToolCallProps } from './tool-call.tsx';

const toolCall = lazyValue(() => import('./tool-call.tsx').then((module) => module.ToolCall));

/** Starts to load the tool call card, which is not part of the first load. */
export const prefetchToolCall = toolCall.prefetch;

/** A tool call. Shows only its name until the card is loaded. */
export function LazyToolCall(props: ToolCallProps) {
  const name = (
    <section className="rounded-xl border border-line bg-raised px-4 py-2.5 text-sm font-medium">
      {props.call.title ?? props.call.toolName}
    </section>
  );
  return (
    <LazyPart part={toolCall} fallback={name} instead={name}>
      {(ToolCall) => <ToolCall {...props} />}
    </LazyPart>
  );
}
