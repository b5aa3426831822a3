/** Comparing the answers of several models. */
export const englishCompare = {
  choose: 'Compare models…',
  title: 'Compare models',
  about: 'Pick two to four models. They answer your next question side by side.',
  models: 'Models',
  most: (count: number) => `You can compare up to ${count} models.`,
  submit: 'Compare',
  oneOnly: 'Use one model',
  nextQuestion: (models: readonly string[]) =>
    `Your next question goes to ${new Intl.ListFormat('en').format(models)}.`,
  change: 'Change',
  with: 'Compare with…',

  region: 'Comparison',
  answers: 'Answers',
  answering: (live: number, count: number) =>
    live === count ? `${count} models are answering` : `${live} of ${count} models still answering`,
  keepToContinue: 'Keep one answer to continue the chat.',
  queueHint: 'Sends once you keep an answer',
  elsewhere: 'Comparing answers in another version',
  view: 'View',
  keep: 'Keep this answer',
  /** Continues `keep`, for screen readers. */
  from: (model: string) => ` from ${model}`,
  keepHint: 'The other answers stay as versions. Those still running are stopped.',
  kept: (model: string) => `Kept the answer from ${model}. The others stay as versions.`,
  stopOf: (model: string) => `Stop ${model}`,
  stopAll: 'Stop all',
  position: (position: number, count: number) => `${position}/${count}`,
  previous: 'Previous answer',
  next: 'Next answer',
  ended: (model: string) => `${model} has finished.`,
  allEnded: 'All models have finished.',

  timeline: 'Timeline',
  /** @param gaps the number of gaps, and the longest one, formatted */
  timelineOf: (
    first: string | undefined,
    total: string,
    gaps: { count: number; longest: string } | undefined,
  ) =>
    [
      first === undefined ? `no output in ${total}` : `first output after ${first}, ${total} in all`,
      gaps && `${gaps.count === 1 ? 'one gap' : `${gaps.count} gaps`}, the longest ${gaps.longest}`,
    ]
      .filter(Boolean)
      .join('; '),
  segments: {
    waiting: 'Waiting',
    unseen: 'Before this page was loaded',
    reasoning: 'Reasoning',
    text: 'Text',
    tool: 'Tool',
    gap: 'Gap',
  },
  seconds: (count: string) => `${count} s`,
  tokensPerSecond: (count: string) => `${count} tokens/s`,
  firstToken: 'First token',
  duration: 'Duration',
  speed: 'Speed',
  tokens: 'Tokens',
  cost: 'Cost',
  states: {
    complete: 'Done',
    stopped: 'Stopped',
    length: 'Length limit',
    'content-filter': 'Filtered',
    'awaiting-approval': 'Needs approval',
    interrupted: 'Interrupted',
    failed: 'Failed',
  },
  connecting: 'Connecting',
  waiting: 'Waiting',
  reasoning: 'Reasoning',
  writing: 'Writing',
  usingTools: 'Using tools',
  retrying: 'Retrying',
  reconnecting: 'Reconnecting',
  stopping: 'Stopping',
};

export type CompareTranslations = typeof englishCompare;
