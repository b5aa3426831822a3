import { useEffect } from 'react';
import { loadLater } from '#lib/client/load-later.ts';
import type { ToolCallProps } from './tool-call.tsx';

const toolCall = loadLater(() => import('./tool-call.tsx').then((module) => module.ToolCall));

/** Loads the card of a tool call, which a first look at the page does not need. */
export const loadToolCall = toolCall.load;

/** A tool call; its name alone until its card is loaded. */
export function ToolCallLater(props: ToolCallProps) {
  const ToolCall = toolCall.use();
  useEffect(() => void loadToolCall(), []);
  if (ToolCall !== undefined) return <ToolCall {...props} />;
  return (
    <section className="rounded-xl border border-line bg-raised px-4 py-2.5 text-sm font-medium">
      {props.call.title ?? props.call.toolName}
    </section>
  );
}
