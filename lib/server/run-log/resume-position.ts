import 'server-only';

/** Where a response of a model can be resumed: after its event with this number. */
export type ResponsePosition = { responseId: string; number: number };

/** What another process cannot find out about a run's progress. */
export type SavedProgress = {
  firstTokenMs?: number;
  inputTokens?: number;
  outputTokens?: number;
  reasoningTokens?: number;
  requests: number;
  retries: number;
};

/**
 * What a log holds of the response that its run reads, so that another process can go on with it. Never sent to readers. When it was
 * saved, the log had exactly what follows from the response up to `number`: this many events, the last with a delta of so many
 * characters, which may have grown since.
 */
export type ResumePosition = ResponsePosition & {
  events: number;
  characters: number;
  progress: SavedProgress;
};
