import { ChevronRight } from 'lucide-react';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { RunOfCall } from './call-state.ts';
import { ToolCall } from './tool-call.tsx';
import { useToolTitle } from './tool-title.ts';

/** Several tool calls that have ended, one after the other, as one line that opens to their cards. */
export function ToolCallGroup({ calls, run }: { calls: readonly CallPart[]; run: RunOfCall }) {
  const t = useToolTranslations();
  const titles = [...new Set(calls.map(useToolTitle()))];
  const failures = calls.filter(({ state }) => state === 'output-error').length;
  return (
    <details className="group/calls text-sm">
      <summary className="flex min-w-0 cursor-pointer list-none items-center gap-1 rounded-md py-1 text-muted transition-colors duration-150 hover:text-ink touch:min-h-11">
        <ChevronRight
          className="size-3.5 shrink-0 transition-transform duration-150 group-open/calls:rotate-90"
          aria-hidden
        />
        <span className="shrink-0">{t.callCount(calls.length)}</span>
        <span className="min-w-0 truncate"> · {titles.join(t.listSeparator)}</span>
        {failures > 0 && <span className="shrink-0 text-danger"> · {t.failures(failures)}</span>}
      </summary>
      <div className="mt-1 flex flex-col gap-2">
        {calls.map((call, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: calls are only ever appended, and some servers use an id twice
          <ToolCall key={index} call={call} run={run} />
        ))}
      </div>
    </details>
  );
}
