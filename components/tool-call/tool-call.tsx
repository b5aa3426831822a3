import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { callsCode } from '#lib/client/tools/calls-code.ts';
import { toJsonNode } from '#lib/client/tools/json-node.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { LoadFailure } from '../ui/lazy-part.tsx';
import { isShown } from './call-groups.ts';
import { type CallState, callState, hasEnded, type RunOfCall } from './call-state.ts';
import { ChartOutput } from './chart-output.tsx';
import { Consent } from './consent.tsx';
import { Output } from './output.tsx';
import { StateLine } from './state-line.tsx';
import { StreamingInput } from './streaming-input.tsx';
import { ToolIcon } from './tool-icon.tsx';
import { useToolTitle } from './tool-title.ts';
import { ValueView } from './value-view.tsx';

export type ToolCallProps = {
  call: CallPart;
  run: RunOfCall;
  /** Present if the user can allow or deny the call. */
  onConsent?: (toolCallId: string, answer: ConsentAnswer) => void;
  /** Called when the reader opens or closes the card. */
  onToggle?: (open: boolean) => void;
};

/** The card of a tool call: one line with its tool and state; below it, while the call is in progress or when opened, arguments and output. */
export function ToolCall({ call, run, onConsent, onToggle }: ToolCallProps) {
  const t = useToolTranslations();
  const { failed, retrying } = useLazyValue(callsCode, false);
  const title = useToolTitle()(call);
  const [choice, setChoice] = useState<boolean>();
  const { server, durationMs } = parseCallMetadata(call.toolMetadata);
  const state = callState(call, run);
  const isChart = call.toolName === 'draw_chart' && state === 'done';
  const open = choice ?? (isShown(call) || !hasEnded(state));
  return (
    <section
      aria-label={server === undefined ? title : t.ofServer(title, server)}
      data-call-state={state}
      className="flex flex-col gap-2 rounded-xl border border-line bg-raised px-4 text-sm"
    >
      <details
        open={open}
        className="group/call"
        // Find-in-page can expand it too.
        onToggle={({ currentTarget }) => {
          if (currentTarget.open === open) return;
          setChoice(currentTarget.open);
          onToggle?.(currentTarget.open);
        }}
      >
        <summary className="-mx-4 flex min-h-10 min-w-0 cursor-pointer list-none flex-wrap items-center gap-x-2 rounded-xl px-4 py-1.5 touch:min-h-11">
          <ChevronRight
            className="size-3.5 shrink-0 text-muted transition-transform duration-150 group-open/call:rotate-90"
            aria-hidden
          />
          <ToolIcon name={call.toolName} />
          <span className="min-w-0 font-medium wrap-anywhere">{title}</span>
          {server !== undefined && <span className="min-w-0 text-muted wrap-anywhere">{server}</span>}
          <StateLine state={state} {...(durationMs === undefined ? {} : { durationMs })} />
        </summary>
        <div className="flex flex-col gap-2 pb-2.5 empty:pb-0">
          <Details call={call} state={state} isChart={isChart} />
        </div>
      </details>
      {state === 'waiting' && onConsent && (
        <div className="pb-2.5">
          <Consent title={title} onAnswer={(answer) => onConsent(call.toolCallId, answer)} />
        </div>
      )}
      {run === 'waiting' && failed && <LoadFailure retrying={retrying} />}
    </section>
  );
}

/** The arguments of a call, and what came of it. */
function Details({ call, state, isChart }: { call: CallPart; state: CallState; isChart: boolean }) {
  if (isChart) return <ChartOutput input={call.input} />;
  return (
    <>
      {call.input === undefined ? (
        <StreamingInput json={call.rawInput ?? ''} writing={state === 'writing'} />
      ) : (
        <ValueView node={toJsonNode(call.input)} />
      )}
      {state === 'done' && <Output output={call.output} />}
      {state === 'failed' && (
        <p className="border-t border-line pt-2 wrap-anywhere whitespace-pre-wrap text-danger">
          {call.errorText}
        </p>
      )}
      {state === 'denied' && call.approval?.reason && (
        <p className="border-t border-line pt-2 wrap-anywhere text-muted">{call.approval.reason}</p>
      )}
    </>
  );
}
