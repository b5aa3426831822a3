/** Why a browser does not keep a chat, by the codes of `storage-problem.ts`. */
const unsaved = {
  full: 'The browser has no room left. This chat goes on, and lasts until you close the page.',
  refused: 'This browser keeps nothing, as in a private window. This chat lasts until you close the page.',
  deleted: 'This chat was deleted in another tab. It lasts until you close the page.',
  broken: 'This browser cannot keep chats now. This one lasts until you close the page.',
  unloaded: 'Not saved yet: couldn’t load the chat history. Check your connection.',
};

/** Of the messages and the composer, what may be needed at first sight; the rest is in `message.ts`. */
const talk = {
  attach: 'Attach files',
  dropHere: 'Drop pictures and text files here',
  pastedFile: 'pasted.txt',
  removeFiles: 'Remove files',
  dictate: 'Dictate',
  stopDictation: 'End dictation',
  dictationFailed: 'The microphone cannot be used here.',
  queue: 'Ask next',
  newWords: 'New words below',
};

export const english = {
  name: 'Runnel',
  title: 'Runnel: a chat that never loses an answer',
  description: 'A streaming chat for language models. A streamed answer is never lost.',
  newChat: 'New chat',
  chat: 'Chat',
  chats: 'Chats',
  searchChats: 'Search chats',
  openSidebar: 'Show chats',
  closeSidebar: 'Hide chats',
  notLoaded: 'Couldn’t load this. Check your connection.',
  notShown: 'Couldn’t display this.',
  loading: 'Loading…',
  retry: 'Retry',
  dismiss: 'Dismiss',
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

  opening: 'Opening the chat',
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
  announceApproval: 'A tool waits for your consent.',

  notFoundTitle: 'There is nothing here',
  notFoundLink: 'To a new chat',
  talk,
  unsaved,
};

export type Messages = typeof english;
