import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ToolName } from '#lib/tools/tool-name.ts';

const errors: Record<ErrorCode, string> = {
  'invalid-request': 'The server could not read this request.',
  'access-denied': 'This server needs an access code.',
  'cross-site': 'The server refused a request from another site.',
  'not-found': 'This chat belongs to someone else.',
  'run-active': 'This chat is being answered in another tab.',
  'request-too-large': 'This is more than the server takes at once.',
  'unsupported-media-type': 'The server could not read this request.',
  'rate-limited': 'Too many questions at once. Wait a moment.',
  'model-unavailable': 'The model cannot be reached.',
  'log-unavailable': 'Answers cannot be reached for the moment. Try again shortly.',
  'first-token-timeout': 'The model did not begin to answer in time.',
  'idle-timeout': 'The model fell silent for too long.',
  'run-timeout': 'The answer took longer than this server allows.',
  'connection-lost': 'The connection broke off.',
  truncated: 'The answer broke off before the model had finished it.',
  'upstream-error': 'The model’s server reported an error.',
  'content-filter': 'The model’s provider withheld the rest.',
  'run-lost': 'The server that was writing this answer is gone.',
  'tool-failed': 'A tool failed.',
  'internal-error': 'Something went wrong on the server.',
};

const toolTitles: Record<ToolName, string> = {
  current_time: 'Current time',
  calculate: 'Calculator',
  draw_chart: 'Chart',
  run_javascript: 'JavaScript',
  fetch_web_page: 'Web page',
};

/** What is said of a run: how it goes, and how it ended. Comes with the messages and the line above the composer. */
export const englishRun = {
  reasoning: 'Thoughts',
  reasoningNow: 'Thinking',
  thoughtFor: (seconds: string) => `Thought for ${seconds} s`,

  connecting: 'Connecting',
  waiting: 'Waiting for the model',
  writing: 'Writing',
  calling: (tools: string[]) => `Calling ${tools.join(', ')}`,
  running: (tools: string[]) => `Running ${tools.join(', ')}`,
  stalled: 'The model has fallen silent',
  keepWaiting: 'Keep waiting',
  stopping: 'Stopping',
  reconnecting: 'The line dropped. Reconnecting',
  offline: 'You are offline. The answer goes on at the server',
  offlineUnasked: 'You are offline. This is asked as soon as you are back',
  retryIn: (seconds: number, retry: number, of: number) =>
    seconds > 0 ? `Trying again in ${seconds} s (${retry} of ${of})` : `Trying again (${retry} of ${of})`,
  seconds: (seconds: number) => `${seconds} s`,

  stopped: 'Stopped.',
  atLength: 'The answer reached the greatest length allowed.',
  filtered: 'The model’s provider withheld the rest.',
  awaitingApproval: 'A tool waits for your consent.',
  retry: 'Try again',
  continue: 'Continue',
  errors,
  toolTitles,
};

export type RunTexts = typeof englishRun;
