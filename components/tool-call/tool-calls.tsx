import { ChevronRight } from 'lucide-react';
import { memo, useCallback, useId, useLayoutEffect, useRef, useState } from 'react';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { groupEnded } from './call-groups.ts';
import { callState, type RunOfCall } from './call-state.ts';
import { ToolCall, type ToolCallProps } from './tool-call.tsx';
import { useToolTitle } from './tool-title.ts';

export type ToolCallsProps = {
  calls: readonly CallPart[];
  run: RunOfCall;
  onConsent?: NonNullable<ToolCallProps['onConsent']>;
};

/**
 * Tool calls in a row. Ended calls side by side share a line, which opens to their cards. A card keeps its place when its call joins
 * a group, so what the reader has opened in it stays open.
 */
export function ToolCalls({ calls, run, onConsent }: ToolCallsProps) {
  const id = useId();
  /** Positions of the calls that the reader has opened, or whose group. A group is open if it has one of them. */
  const [revealed, setRevealed] = useState<ReadonlySet<number>>(new Set());
  const reveal = useCallback((indexes: readonly number[], shown: boolean) => {
    setRevealed((before) => {
      const after = new Set(before);
      for (const index of indexes) shown ? after.add(index) : after.delete(index);
      return after;
    });
  }, []);
  return groupEnded(calls, run).flatMap((group) => {
    const indexes = group.map(({ index }) => index);
    const isGroup = group.length > 1;
    const open = !isGroup || indexes.some((index) => revealed.has(index));
    const lineId = `${id}${indexes[0]}`;
    const rows = group.map(({ call, index }) => (
      <CallRow
        // Calls are only ever appended, and some servers use an id twice.
        key={index}
        index={index}
        call={call}
        run={run}
        isGrouped={isGroup}
        {...(open ? {} : { hiddenBehind: lineId })}
        onReveal={reveal}
        {...(onConsent ? { onConsent } : {})}
      />
    ));
    if (!isGroup) return rows;
    const line = (
      <CallGroupLine
        key={lineId}
        id={lineId}
        calls={group.map(({ call }) => call)}
        run={run}
        open={open}
        onToggle={() => reveal(indexes, !open)}
      />
    );
    return [line, ...rows];
  });
}

type CallRowProps = Omit<ToolCallProps, 'onToggle'> & {
  /** The position of the call. */
  index: number;
  isGrouped: boolean;
  /** Present if the call's group is closed: the id of the button that opens it. */
  hiddenBehind?: string;
  onReveal(indexes: readonly number[], shown: boolean): void;
};

const CallRow = memo(function CallRow(props: CallRowProps) {
  const { index, isGrouped, hiddenBehind, onReveal, ...card } = props;
  const row = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = row.current;
    if (element === null || hiddenBehind === undefined) return;
    if (element.contains(document.activeElement))
      document.getElementById(hiddenBehind)?.focus({ preventScroll: true });
    const onFound = () => onReveal([index], true);
    element.setAttribute('hidden', 'until-found'); // React knows `hidden` only without a value
    element.addEventListener('beforematch', onFound);
    return () => {
      element.hidden = false;
      element.removeEventListener('beforematch', onFound);
    };
  }, [hiddenBehind, index, onReveal]);
  return (
    <div ref={row} className="not-first:not-[[hidden]]:mt-2">
      <ToolCall
        {...card}
        onToggle={(open) => {
          if (open || !isGrouped) onReveal([index], open);
        }}
      />
    </div>
  );
});

type CallGroupLineProps = {
  id: string;
  calls: readonly CallPart[];
  run: RunOfCall;
  open: boolean;
  onToggle(): void;
};

/** The line of several ended calls: how many they are, of which tools, and how many have no result. Opens and closes the group. */
function CallGroupLine({ id, calls, run, open, onToggle }: CallGroupLineProps) {
  const t = useToolTranslations();
  const titles = [...new Set(calls.map(useToolTitle()))];
  const outcomes = (['failed', 'denied', 'stopped'] as const).map((state) => ({
    state,
    count: calls.filter((call) => callState(call, run) === state).length,
  }));
  return (
    <button
      type="button"
      id={id}
      aria-expanded={open}
      onClick={onToggle}
      className="flex w-full min-w-0 items-center gap-1 rounded-md py-1 text-start text-sm text-muted transition-colors duration-150 not-first:mt-2 hover:text-ink touch:min-h-11"
    >
      <ChevronRight
        className={`size-3.5 shrink-0 transition-transform duration-150 ${open ? 'rotate-90' : ''}`}
        aria-hidden
      />
      <span className="shrink-0">{t.callCount(calls.length)}</span>
      <span className="min-w-0 truncate"> · {titles.join(t.listSeparator)}</span>
      {outcomes.map(
        ({ state, count }) =>
          count > 0 && (
            <span key={state} className={`shrink-0 ${state === 'failed' ? 'text-danger' : ''}`}>
              {' · '}
              {t.outcomeCounts[state](count)}
            </span>
          ),
      )}
    </button>
  );
}
