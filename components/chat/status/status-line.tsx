import { useEffect, useRef, useState } from 'react';
import { useNow } from '#lib/client/platform/use-now.ts';
import type { RunStatus } from '#lib/client/run/run-status.ts';
import type { RunTranslations } from '#lib/i18n/en/run.ts';
import { describeRunError } from '#lib/i18n/run-errors.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { type ModelSilence, parseHeartbeat } from '#lib/protocol/model-silence.ts';
import { isToolName } from '#lib/tools/tool-name.ts';

type StatusLineProps = {
  run: RunStatus;
  stopping: boolean;
  /** Extends the server's wait for the model. Resolves to whether it has. Absent in a replay. */
  onKeepWaiting?: (signal: AbortSignal) => Promise<boolean>;
  /** Absent in a replay. */
  onStop?: () => void;
  /** The time that a replay has reached, from which its durations are counted. */
  replayedAt?: number;
};

/** A model that sends nothing for this long may be stuck, so the reader may wait on or stop. */
const STALL_MS = 5_000;
/** Before its first output, a model may take longer. */
const FIRST_STALL_MS = 10_000;
const refuse = async () => false;
const NO_SILENCE: ModelSilence = { silentMs: 0, keepAlives: 0 };
/** Phases in which a run has written nothing yet, or nothing for a while. */
const INACTIVE: readonly RunStatus['phase']['name'][] = ['connecting', 'waiting', 'thinking'];
/** Shorter durations are not shown. */
const SECONDS_FROM_MS = 2_000;

/** The state of the run in one line above the composer. */
export function StatusLine(props: StatusLineProps) {
  const { run, stopping, onKeepWaiting = refuse, onStop, replayedAt } = props;
  const t = useRunTranslations();
  const { stop } = useTranslations();
  const clock = useNow(run.connectionLostAt ?? run.since);
  const now = replayedAt ?? clock;
  const patience = usePatience(onKeepWaiting);

  const { silentMs: reportedMs, keepAlives } = parseHeartbeat(run.heartbeat ?? '') ?? NO_SILENCE;
  const silentSince = run.lastActivityAt - reportedMs;
  const silentMs = Math.max(0, now - silentSince);
  const isLive = !stopping && run.connectionLostAt === undefined;
  const stalled = isLive && silentMs >= getStallMs(run);
  const isPrompting = stalled && onStop && !patience.lastsAt(now, silentSince);
  const isWriting = run.phase.name === 'writing' && !stalled && isLive;
  const { text, seconds } = stopping
    ? { text: t.stopping }
    : stalled
      ? { text: t.stalled(Math.round(silentMs / 1000), keepAlives) }
      : describeRun(run, { now, isOnline: replayedAt !== undefined || navigator.onLine }, t);
  return (
    <div
      className="flex min-h-7 flex-wrap items-center gap-x-3 text-sm text-muted"
      data-phase={run.phase.name}
    >
      <p className="flex min-w-0 items-center gap-2">
        {/* Streaming text is itself a sign of life. Animating the dot beside it costs a tenth of each frame. */}
        <span
          className={`size-1.5 shrink-0 rounded-full bg-accent ${isWriting ? '' : 'animate-breathe'}`}
          aria-hidden
        />
        <span className="min-w-0">
          {text}
          {seconds !== undefined && seconds >= SECONDS_FROM_MS && (
            <span className="tabular-nums"> · {t.seconds(Math.round(seconds / 1000))}</span>
          )}
        </span>
      </p>
      {isPrompting && (
        <span className="flex gap-3">
          <button
            type="button"
            onClick={() => patience.begin(now, silentMs)}
            className="touch-area rounded-md text-accent underline-offset-4 hover:underline"
          >
            {t.keepWaiting}
          </button>
          <button
            type="button"
            onClick={onStop}
            className="touch-area rounded-md text-accent underline-offset-4 hover:underline"
          >
            {stop}
          </button>
        </span>
      )}
      {stalled && !isPrompting && patience.isExtended && <span>{t.waitExtended}</span>}
      {/* The line itself is not announced: it changes every second. */}
      <span className="sr-only" role="status">
        {isPrompting && t.announcements.stalled}
      </span>
    </div>
  );
}

/** The reader's decision to wait on: it lasts as long again as the silence has lasted, or until the model sends output. */
function usePatience(onKeepWaiting: NonNullable<StatusLineProps['onKeepWaiting']>) {
  const [patience, setPatience] = useState({ since: 0, until: 0, isExtended: false });
  const request = useRef<AbortController>(undefined);
  useEffect(() => () => request.current?.abort(), []);
  return {
    isExtended: patience.isExtended,
    lastsAt: (now: number, silentSince: number) => patience.since > silentSince && now < patience.until,
    begin(now: number, silentMs: number) {
      const begun = { since: now, until: now + silentMs, isExtended: false };
      setPatience(begun);
      request.current?.abort();
      request.current = new AbortController();
      onKeepWaiting(request.current.signal).then(
        (isExtended) => setPatience({ ...begun, isExtended }),
        () => undefined, // aborted: the run is over, or the reader has asked again
      );
    },
  };
}

/** Milliseconds of silence after which the run is stalled. A running tool has its own time limit. */
function getStallMs({ phase }: RunStatus): number {
  if (phase.name === 'waiting') return FIRST_STALL_MS;
  const isFromModel = phase.name === 'thinking' || phase.name === 'writing' || phase.name === 'calling';
  return isFromModel ? STALL_MS : Number.POSITIVE_INFINITY;
}

/** Returns the text for a status, and its duration in milliseconds where the line shows it. */
function describeRun(
  run: RunStatus,
  { now, isOnline }: { now: number; isOnline: boolean },
  t: RunTranslations,
): { text: string; seconds?: number } {
  const { phase } = run;
  if (run.connectionLostAt !== undefined) {
    const offline = phase.name === 'connecting' ? t.offlineUnasked : t.offline;
    const text = isOnline ? t.reconnecting : offline;
    return { text, seconds: now - run.connectionLostAt };
  }
  const seconds = now - run.since;
  if (run.after && INACTIVE.includes(phase.name)) return { text: t.goesOn(run.after), seconds };
  switch (phase.name) {
    case 'connecting':
      return { text: t.connecting, seconds };
    case 'waiting':
      return { text: t.waiting, seconds };
    case 'thinking':
      return { text: t.thinking, seconds };
    case 'writing':
      return { text: t.writing };
    case 'calling':
      return { text: t.calling(toolTitlesOf(phase.tools, t)) };
    case 'running':
      return { text: t.running(toolTitlesOf(phase.tools, t)), seconds };
    case 'retrying': {
      const left = Math.round((phase.until - now) / 1000);
      const reason = describeRunError(phase.error, t);
      return { text: `${reason} ${t.retryIn(Math.max(0, left), phase.retry, phase.of)}` };
    }
  }
}

/** What tools are called in the reader's language, each once. */
function toolTitlesOf(names: string[], { toolTitles }: RunTranslations): string[] {
  return [...new Set(names)].map((name) => (isToolName(name) ? toolTitles[name] : name));
}
