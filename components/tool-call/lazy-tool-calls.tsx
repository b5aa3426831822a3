import { memo } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { ToolCallsProps } from './tool-calls.tsx';

const toolCalls = lazyValue(() => import('./tool-calls.tsx').then((module) => module.ToolCalls));

/** Starts to load the cards of tool calls, which are not part of the first load. */
export const prefetchToolCalls = toolCalls.prefetch;

/** Tool calls in a row. Shows only their names until the cards are loaded. */
export const LazyToolCalls = memo(function LazyToolCalls(props: ToolCallsProps) {
  const names = props.calls.map(({ title, toolName }, index) => (
    <section
      key={String(index)}
      className="rounded-xl border border-line bg-raised px-4 py-2.5 text-sm font-medium not-first:mt-2"
    >
      {title ?? toolName}
    </section>
  ));
  return (
    <div data-part="calls">
      <LazyPart part={toolCalls} fallback={names} instead={names}>
        {(ToolCalls) => <ToolCalls {...props} />}
      </LazyPart>
    </div>
  );
}, isSame);

function isSame(before: ToolCallsProps, after: ToolCallsProps): boolean {
  return (
    before.run === after.run &&
    before.onConsent === after.onConsent &&
    before.calls.length === after.calls.length &&
    before.calls.every((call, index) => call === after.calls[index])
  );
}
