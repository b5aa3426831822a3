import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import type { ToolName } from '#lib/tools/tool-name.ts';

const errors: Record<ErrorCode, string> = {
  'invalid-request': 'The server couldn’t understand this request.',
  'access-denied': 'This server requires an access code.',
  'cross-site': 'The server blocked a request from another site.',
  'not-found': 'This chat belongs to another user.',
  'run-active': 'This chat is already being answered in another tab.',
  'run-expired': 'The server no longer has this answer.',
  'run-changed': 'Another answer started before this one had fully arrived.',
  'request-too-large': `Too large to send (limit: ${MAX_BODY_BYTES / 2 ** 20} MB).`,
  'unsupported-media-type': 'The server couldn’t understand this request.',
  'host-not-allowed':
    'This server doesn’t accept requests at this address. Its operator must add it to ALLOWED_HOSTS.',
  'rate-limited': 'Too many requests. Try again in a moment.',
  'budget-exceeded': 'The token budget is used up.',
  'access-not-configured':
    'This server isn’t set up yet. Its operator must set ACCESS_CODES or OPEN_TO_ALL=yes.',
  'proxy-limit': 'A proxy in front of the server refused this request because of its size:',
  'proxy-refused': 'A proxy in front of the server refused this request:',
  'model-unavailable': 'Can’t reach the model.',
  'log-unavailable': 'The server can’t store answers right now. Try again shortly.',
  'first-token-timeout': 'The model took too long to respond.',
  'idle-timeout': 'The model stopped responding.',
  'run-timeout': 'The answer exceeded the server’s time limit.',
  'connection-lost': 'Connection lost.',
  truncated: 'The answer was cut off.',
  'upstream-error': 'The model’s server returned an error.',
  'content-filter': 'Blocked by the provider’s content filter.',
  'run-lost': 'The server no longer has the rest of this answer.',
  restarting: 'A server restart interrupted this answer.',
  'tool-failed': 'A tool failed.',
  'internal-error': 'Something went wrong on the server.',
};

/** Why an answer goes on by itself. */
const interruptions: Partial<Record<ErrorCode, string>> = {
  'connection-lost': 'The connection to the model was lost',
  restarting: 'The server restarted',
  'run-lost': 'The server lost the rest of this answer',
  'run-timeout': 'The answer exceeded the server’s time limit',
};

const toolTitles: Record<ToolName, string> = {
  current_time: 'Current time',
  calculate: 'Calculator',
  draw_chart: 'Chart',
  run_javascript: 'JavaScript',
  fetch_web_page: 'Web page',
};

function formatWait(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3_600)} h`;
}

/** The progress and outcome of runs. */
export const englishRun = {
  reasoning: 'Reasoning',
  thinking: 'Thinking',
  thoughtFor: (seconds: string) => `Thought for ${seconds} s`,

  connecting: 'Connecting',
  waiting: 'Waiting for the model',
  writing: 'Writing',
  calling: (tools: string[]) => `Calling ${tools.join(', ')}`,
  running: (tools: string[]) => `Running ${tools.join(', ')}`,
  stalled: (seconds: number, keepAlives: number) => {
    const silence = `Connected, no output for ${seconds} s`;
    if (keepAlives === 0) return silence;
    return `${silence} · ${keepAlives} keep-alive${keepAlives === 1 ? '' : 's'} from the model’s server`;
  },
  keepWaiting: 'Keep waiting',
  waitExtended: 'The server will wait 5 minutes longer.',
  answers: 'Answers',
  continueByItself: {
    label: 'Continue interrupted answers automatically',
    hint: 'After the server restarts, loses its connection to the model, or reaches its time limit. At most twice per answer.',
  },
  goesOn: (after: ErrorCode) => `${interruptions[after] ?? errors[after]}; continuing from the last word`,
  stopping: 'Stopping…',
  reconnecting: 'Connection lost. Reconnecting…',
  buffered: 'A proxy is delaying answers, so the page polls for them instead.',
  offline: 'You’re offline. The answer continues on the server',
  offlineUnasked: 'You’re offline. Will send when you’re back online',
  retryIn: (seconds: number, retry: number, of: number) =>
    seconds > 0 ? `Retrying in ${seconds} s (${retry} of ${of})` : `Retrying (${retry} of ${of})`,
  seconds: (seconds: number) => `${seconds} s`,
  /** Figures of a run while it streams. */
  live: {
    speed: (tokens: string) => `≈ ${tokens} tokens/s`,
    firstToken: (seconds: string) => `first token ${seconds} s`,
    elapsed: (seconds: number) => `${seconds} s in total`,
    hint: 'Tokens are estimated from the text until the answer is complete.',
  },

  emptyAnswer: 'Empty response',
  keyRejected: (variable?: string) =>
    variable ? `API key rejected. Check ${variable}.` : 'API key rejected. Check your key in the settings.',
  rateLimited: 'Rate limited.',
  unreachable: (address: string, variable?: string) =>
    variable
      ? `Can’t reach ${address}. Check ${variable} and make sure the server is running.`
      : `Can’t reach ${address}. Make sure the server is running.`,
  tooManyRequests: 'Too many requests.',
  retryAfter: (seconds: number) => ` Try again in ${formatWait(seconds)}.`,
  stopped: 'Stopped.',
  lengthLimit: 'Stopped at the length limit.',
  filtered: 'Blocked by the provider’s content filter.',
  awaitingApproval: 'Waiting for your approval',
  /** Read out by screen readers. */
  announcements: {
    retrying: 'The model failed to start. Retrying.',
    reconnecting: 'Connection lost. Reconnecting.',
    reconnected: 'Reconnected.',
    stalled: 'No output from the model. You can keep waiting or stop.',
    started: 'Answer started.',
    complete: 'Answer complete.',
    stopped: 'Answer stopped.',
    failed: 'Answer failed.',
    approval: 'Waiting for your approval.',
  },
  retry: 'Try again',
  regenerate: 'Regenerate',
  continue: 'Continue',
  errors,
  toolTitles,
};

export type RunTranslations = typeof englishRun;
