import { Wrench } from 'lucide-react';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { CallPart } from '#lib/protocol/answer-builder.ts';

/** A tool call: what was called, with what, and what came back. */
export function ToolCall({ call, running }: { call: CallPart; running: boolean }) {
  const texts = useMessages();
  const pending = call.state === 'input-streaming' || call.state === 'input-available';
  const failed = call.state === 'output-error';
  const input = call.input === undefined ? (call.rawInput ?? '') : JSON.stringify(call.input);
  return (
    <section
      aria-label={call.toolName}
      className="rounded-xl border border-line bg-raised px-4 py-2.5 text-sm"
    >
      <p className="flex items-center gap-2">
        <Wrench className="size-3.5 text-muted" aria-hidden />
        <span className="font-medium">{call.toolName}</span>
        {pending && <span className="text-muted">{running ? texts.toolRunning : texts.toolStopped}</span>}
        {failed && <span className="text-danger">{texts.toolFailed}</span>}
      </p>
      <p className="font-mono text-code wrap-break-word text-muted">{input}</p>
      {call.state === 'output-available' && (
        <p className="mt-1.5 border-t border-line pt-1.5 font-mono text-code wrap-break-word">
          {shown(call.output)}
        </p>
      )}
      {failed && <p className="mt-1.5 border-t border-line pt-1.5 text-danger">{call.errorText}</p>}
    </section>
  );
}

function shown(output: unknown): string {
  if (typeof output === 'string') return output;
  if (typeof output === 'object' && output !== null && 'text' in output) return String(output.text);
  return JSON.stringify(output);
}
