/** Why a chat is not saved, by the codes of `storage-problem.ts`. */
const unsaved = {
  full: 'Browser storage is full. This chat will be lost when you close the page.',
  refused: 'Your browser is blocking storage. This chat will be lost when you close the page.',
  deleted: 'This chat was deleted in another tab. It will be lost when you close the page.',
  broken: 'Couldn’t save this chat. It will be lost when you close the page.',
  unresponsive: 'Browser storage isn’t responding. This chat will be lost when you close the page.',
  unloaded: 'Not saved yet: couldn’t load the chat history. Check your connection.',
};

/** The parts of the composer that are visible on the first load; the rest is in `message.ts`. */
const composer = {
  attach: 'Attach files',
  dropHere: 'Drop images and text files here',
  pastedFile: 'pasted.txt',
  removeFiles: 'Remove files',
  queue: 'Add to queue',
};

export const english = {
  name: 'Runnel',
  title: 'Runnel: the chat that never loses an answer',
  newChat: 'New chat',
  chat: 'Chat',
  chats: 'Chats',
  searchChats: 'Search chats',
  openSidebar: 'Open sidebar',
  closeSidebar: 'Close sidebar',
  notLoaded: 'Couldn’t load this. Check your connection.',
  notShown: 'Couldn’t display this.',
  loading: 'Loading…',
  retry: 'Retry',
  dismiss: 'Dismiss',
  modelIs: (label: string) => `Model: ${label}`,

  greeting: 'What would you like to know?',
  /** Tasks to begin with. */
  tasks: [
    'Plan a weekend in Lisbon for two',
    'Draft a polite reply that declines an invitation',
    'Explain compound interest with an example',
    'Write a Python script that renames photos by date',
  ],
  /** What the built-in demo can answer. */
  prompts: [
    'Show me what Markdown can do: a table, code, a formula',
    'Think it through: is 1,001 a prime number?',
    'What time is it in Tokyo, and what is 17% of 348?',
    'Tell me a long story about a river',
  ],

  message: 'Message',
  placeholder: 'Ask anything',
  send: 'Send',
  stop: 'Stop',

  opening: 'Opening chat…',

  modelsUnreachable: 'Can’t reach the server.',
  readOffline: 'You’re offline. You can still read your chats.',

  composer,
  unsaved,
  restored: 'Browser storage was cleared while this chat was open. The chat has been saved again.',
};

export type PageTranslations = typeof english;
