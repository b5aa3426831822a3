import { callsCode } from '#lib/client/tools/calls-code.ts';
import { toJsonNode } from '#lib/client/tools/json-node.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { isToolName } from '#lib/tools/tool-name.ts';
import { LoadFailure } from '../ui/lazy-part.tsx';
import { callState, type RunOfCall } from './call-state.ts';
import { ChartOutput } from './chart-output.tsx';
import { Consent } from './consent.tsx';
import { Output } from './output.tsx';
import { StateLine } from './state-line.tsx';
import { StreamingInput } from './streaming-input.tsx';
import { ToolIcon } from './tool-icon.tsx';
import { ValueView } from './value-view.tsx';

export type ToolCallProps = {
  call: CallPart;
  run: RunOfCall;
  /** Present if the user can allow or deny the call. */
  onConsent?: (toolCallId: string, answer: ConsentAnswer) => void;
};

/** The card of a tool call: its tool, state, arguments and output. */
export function ToolCall({ call, run, onConsent }: ToolCallProps) {
  const t = useToolTranslations();
  const { toolTitles } = useRunTranslations();
  const { failed, retrying } = useLazyValue(callsCode, false);
  const { server, durationMs } = parseCallMetadata(call.toolMetadata);
  const title = isToolName(call.toolName) ? toolTitles[call.toolName] : (call.title ?? call.toolName);
  const state = callState(call, run);
  const isChart = call.toolName === 'draw_chart' && state === 'done';
  return (
    <section
      aria-label={server === undefined ? title : t.ofServer(title, server)}
      data-call-state={state}
      className="flex flex-col gap-2 rounded-xl border border-line bg-raised px-4 py-2.5 text-sm"
    >
      <header className="flex min-w-0 flex-wrap items-center gap-x-2">
        <ToolIcon name={call.toolName} />
        <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
        {server !== undefined && <span className="min-w-0 text-muted wrap-anywhere">{server}</span>}
        <StateLine state={state} {...(durationMs === undefined ? {} : { durationMs })} />
      </header>
      {isChart ? (
        <ChartOutput input={call.input} />
      ) : call.input === undefined ? (
        <StreamingInput json={call.rawInput ?? ''} writing={state === 'writing'} />
      ) : (
        <ValueView node={toJsonNode(call.input)} />
      )}
      {state === 'waiting' && onConsent && (
        <Consent title={title} onAnswer={(answer) => onConsent(call.toolCallId, answer)} />
      )}
      {run === 'waiting' && failed && <LoadFailure retrying={retrying} />}
      {state === 'done' && !isChart && <Output output={call.output} />}
      {state === 'failed' && (
        <p className="border-t border-line pt-2 wrap-anywhere whitespace-pre-wrap text-danger">
          {call.errorText}
        </p>
      )}
      {state === 'denied' && call.approval?.reason && (
        <p className="border-t border-line pt-2 wrap-anywhere text-muted">{call.approval.reason}</p>
      )}
    </section>
  );
}
