import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ToolName } from '#lib/tools/tool-name.ts';

const errors: Record<ErrorCode, string> = {
  'invalid-request': 'The server could not read this request.',
  'access-denied': 'This server needs an access code.',
  'not-found': 'This chat belongs to someone else.',
  'run-active': 'This chat is being answered in another tab.',
  'request-too-large': 'This is more than the server takes at once.',
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

/** Why a browser does not keep a chat, by the codes of `storage-trouble.ts`. */
const unsaved = {
  full: 'The browser has no room left. This chat goes on, and lasts until you close the page.',
  refused: 'This browser keeps nothing, as in a private window. This chat lasts until you close the page.',
  deleted: 'This chat was deleted in another tab. It lasts until you close the page.',
  broken: 'This browser cannot keep chats now. This one lasts until you close the page.',
};

/** Of the messages and the composer, what may be needed at first sight; the rest is in `talk-en.ts`. */
const talk = {
  attach: 'Attach files',
  dropHere: 'Drop pictures and text files here',
  attachments: 'Attached files',
  pastedFile: 'pasted.txt',
  download: (name: string) => `Download ${name}`,
  dictate: 'Dictate',
  stopDictation: 'End dictation',
  dictationFailed: 'The microphone cannot be used here.',
  queue: 'Ask next',
  thoughtFor: (seconds: string) => `Thought for ${seconds} s`,
  sources: 'Sources',
  newWords: 'New words below',
};

export const english = {
  name: 'Runnel',
  title: 'Runnel: a chat that never loses an answer',
  description: 'A streaming chat for language models. A streamed answer is never lost.',
  newChat: 'New chat',
  beginChat: 'Begin a new one',
  chat: 'Chat',
  chats: 'Chats',
  searchChats: 'Search chats',
  openSidebar: 'Show chats',
  closeSidebar: 'Hide chats',
  notices: 'Notices',
  dismiss: 'Dismiss',
  notLoaded: 'This could not be loaded. Is the line down?',
  modelIs: (label: string) => `Model: ${label}`,
  otherLanguage: '中文',

  greeting: 'What would you like to know?',
  prompts: [
    'Show me what Markdown can do: a table, code, a formula',
    'Think it through: is 1,001 a prime number?',
    'What time is it in Tokyo, and what is 17 % of 348?',
    'Tell me a long story about a river',
  ],

  message: 'Message',
  placeholder: 'Ask anything',
  send: 'Send',
  stop: 'Stop',

  you: 'You asked',
  answer: 'Answer',
  reasoning: 'Thoughts',
  reasoningNow: 'Thinking',
  attachment: 'Attachment',

  opening: 'Opening the chat',
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
  unknownChat: 'There is no such chat in this browser.',
  unknownChatWhy:
    'Chats stay in the browser in which they were written. This one may be in another, or it was deleted.',
  toLatest: 'To the latest words',

  demoOnly:
    'The built-in demo is answering. Set OPENAI_API_KEY (or OPENAI_BASE_URL) and restart to talk to a real model.',
  demoChosen: 'The built-in demo is answering, from prepared texts.',
  upstreamUnreachable: 'The configured server did not list its models. Set OPENAI_MODELS to name them.',
  noModels: 'No model was found. Set OPENAI_API_KEY or OPENAI_BASE_URL and restart.',
  modelsUnreachable: 'The server does not answer.',
  readOffline: 'You are offline. Your chats can be read.',

  announceRetry: 'The model failed before it began. It is asked again.',
  announceLine: 'The line dropped. Reconnecting.',
  announceStarted: 'The answer has begun.',
  announceComplete: 'The answer is complete.',
  announceStopped: 'The answer was stopped.',
  announceFailed: 'The answer failed.',

  notFoundTitle: 'There is nothing here',
  notFoundLink: 'To a new chat',
  errors,
  talk,
  unsaved,
  toolTitles,
};

export type Messages = typeof english;
