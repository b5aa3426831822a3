import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { ToolCallProps } from './tool-call.tsx';

const toolCall = lazyValue(() => import('./tool-call.tsx').then((module) => module.ToolCall));

/** Begins to load the card of a tool call, which a first look at the page does not need. */
export const prefetchToolCall = toolCall.prefetch;

/** A tool call; its name alone until its card is loaded. */
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
