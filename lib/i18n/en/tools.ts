/** Names of a tool's arguments; others are shown as their tool calls them. */
const fields: Record<string, string> = {
  timeZone: 'time zone',
  url: 'address',
};

/** What the cards of tools' calls say. Comes with them, after the first load. */
export const englishTools = {
  fields,
  ofServer: (title: string, server: string) => `${title}, from ${server}`,
  states: {
    writing: 'writing',
    waiting: 'waits for you',
    allowed: 'allowed',
    running: 'running',
    done: 'done',
    failed: 'failed',
    denied: 'denied',
    stopped: 'stopped',
  },
  duration: (ms: number) =>
    ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${Math.round(ms / 100) / 10} s`,
  literal: (value: number | boolean | null) =>
    value === null ? 'none' : value === true ? 'yes' : value === false ? 'no' : String(value),
  listSeparator: ', ',
  more: (count: number) => `and ${count} more`,
  showAll: (length: number) => `Show all ${length.toLocaleString('en')} characters`,
  showLess: 'Show less',
  mayRun: (title: string) => `May “${title}” run with this?`,
  allowOnce: 'Allow once',
  allowAlways: 'Always in this chat',
  deny: 'Deny',
  back: 'Back',
  reason: 'Why not, for the model',
  reasonPlaceholder: 'Why not? (optional)',
  result: 'result',
  outputCut: 'The rest of the output was left out.',
  noOutput: 'It printed nothing.',
  pictureOfTool: 'A picture from the tool',
  chartData: 'Show the data',
  chartUnreadable: 'This chart cannot be drawn.',
};

export type ToolTexts = typeof englishTools;
