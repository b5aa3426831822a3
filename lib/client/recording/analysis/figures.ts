import 'client-only';
import type { RecordingHeader } from '#lib/protocol/recording/recording.ts';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import type { Timeline } from './timeline.ts';

/** Of most languages and models, roughly. */
const CHARACTERS_PER_TOKEN = 4;

/** What a run was, in figures. Times in milliseconds. */
export type RunFigures = {
  model: string | undefined;
  startedAt: number;
  duration: number;
  firstToken: number | undefined;
  /** Tokens per character of output: as the model reported them, or as most models have it. */
  tokensPerCharacter: number;
  isEstimated: boolean;
  /** From the first output to the last, by this browser's clock. */
  tokensPerSecond: number | undefined;
  events: number;
  bytes: number;
  longestGap: number;
  reconnects: number;
};

export function computeFigures({ model, startedAt }: RecordingHeader, timeline: Timeline): RunFigures {
  const { marks, arrivals, output } = timeline;
  let events = 0;
  let bytes = 0;
  const metadata: Partial<RunMetadata> = {};
  for (const line of timeline.lines) {
    if (line.type !== 'event') continue;
    events++;
    bytes += line.bytes;
    if ('messageMetadata' in line.event) Object.assign(metadata, line.event.messageMetadata);
  }
  const firstToken = marks.find(({ kind }) => kind === 'first-token')?.t;
  const { outputTokens } = metadata;
  const isEstimated = outputTokens === undefined || output === 0;
  const tokensPerCharacter = isEstimated ? 1 / CHARACTERS_PER_TOKEN : outputTokens / output;
  const writtenMs = (arrivals.at(-1) ?? 0) - (firstToken ?? 0);
  return {
    model: metadata.model ?? model,
    startedAt,
    duration: timeline.duration,
    firstToken,
    tokensPerCharacter,
    isEstimated,
    tokensPerSecond:
      firstToken === undefined || writtenMs <= 0
        ? undefined
        : (output * tokensPerCharacter * 1_000) / writtenMs,
    events,
    bytes,
    longestGap: arrivals.reduce(
      (longest, at, index) => Math.max(longest, index > 0 ? at - (arrivals[index - 1] as number) : 0),
      0,
    ),
    reconnects: marks.filter(({ kind }) => kind === 'reconnected').length,
  };
}
