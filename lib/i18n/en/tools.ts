/** Names of tool arguments. Others are derived from the argument's own name. */
const fields: Record<string, string> = {
  timeZone: 'time zone',
  url: 'URL',
};

/** Tool call cards. */
export const englishTools = {
  fields,
  ofServer: (title: string, server: string) => `${title} (${server})`,
  states: {
    writing: 'Preparing',
    waiting: 'Needs approval',
    allowed: 'Allowed',
    running: 'Running',
    done: 'Done',
    failed: 'Failed',
    denied: 'Denied',
    stopped: 'Stopped',
  },
  duration: (ms: number) =>
    ms < 1_000 ? `${Math.max(1, Math.round(ms))} ms` : `${Math.round(ms / 100) / 10} s`,
  literal: (value: number | boolean | null) =>
    value === null ? 'none' : value === true ? 'yes' : value === false ? 'no' : String(value),
  listSeparator: ', ',
  more: (count: number) => `and ${count} more`,
  showAll: (length: number) => `Show all ${length.toLocaleString('en')} characters`,
  showLess: 'Show less',
  allowRun: (title: string) => `Allow “${title}” to run?`,
  allowOnce: 'Allow once',
  allowAlways: 'Always allow in this chat',
  /** On a phone, where all buttons must fit into one row. Must be a part of `allowAlways`. */
  allowAlwaysShort: 'Always',
  deny: 'Deny',
  deniedTool: (title: string) => `Denied “${title}”.`,
  sayWhy: 'Tell the model why',
  deniedBecause: (title: string) => `I denied “${title}” because `,
  callCount: (count: number) => `${count} tool calls`,
  outcomeCounts: {
    failed: (count: number) => `${count} failed`,
    denied: (count: number) => `${count} denied`,
    stopped: (count: number) => `${count} stopped`,
  },
  result: 'result',
  outputCut: 'Output truncated.',
  noOutput: 'No output.',
  toolImage: 'Image from the tool',
  showChartData: 'Show data',
  chartUnreadable: 'Couldn’t draw this chart.',
};

export type ToolTranslations = typeof englishTools;
