import { shortcuts } from './shortcuts.ts';

const count = (number: number, one: string, many: string) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** How many chats of a file were imported, and how; how many attachments it lacks. */
type Imported = Record<'added' | 'unchanged' | 'copied' | 'omitted', number>;

/** The sidebar, the dialogs and the command palette. */
export const englishShell = {
  notices: 'Notifications',
  skipToChat: 'Skip to the latest message',
  skipToComposer: 'Skip to the message box',
  unknownChat: 'Chat not found',
  unknownChatHint:
    'Chats are stored only in the browser where you started them. This one may be in another browser or may have been deleted.',
  startChat: 'Start a new chat',
  close: 'Close',
  dictate: 'Dictate',
  stopDictation: 'Stop dictation',
  dictationFailed: 'Microphone unavailable',
  update: {
    title: 'Update',
    text: 'A new version is available. Reloading keeps your answers and what you’ve typed.',
    reload: 'Reload',
  },

  sidebar: {
    empty: 'Your chats appear here. They’re stored only in this browser.',
    untitled: 'Untitled chat',
    pinned: 'Pinned',
    unread: 'New answer',
    menuOf: (title: string) => `Options for “${title}”`,
    rename: 'Rename',
    newTitle: 'New title',
    pin: 'Pin',
    unpin: 'Unpin',
    duplicate: 'Duplicate',
    duplicated: 'Chat duplicated',
    branched: 'Branched into a new chat',
    exportJson: 'Export as JSON',
    exportMarkdown: 'Export as Markdown',
    delete: 'Delete',
    deleted: 'Chat deleted',
    allDeleted: 'All chats deleted',
    undo: 'Undo',
  },

  search: {
    title: 'Search chats',
    placeholder: 'Search chats',
    results: 'Results',
    recent: 'Recent',
    chats: 'Chats',
    messages: 'Messages',
    hint: 'Finds titles and messages that contain every word.',
    found: (chats: number, total: number, shown: number) =>
      [
        chats > 0 && count(chats, 'chat', 'chats'),
        total > 0 && `${total > shown ? `${shown} of ` : ''}${count(total, 'message', 'messages')}`,
      ]
        .filter(Boolean)
        .join(' · ') || 'No results',
    failed: 'Couldn’t read the chat history.',
  },

  models: {
    choose: 'Choose a model',
    search: 'Search models',
    list: 'Models',
    none: 'No results',
    abilities: { reasoning: 'Reasoning', tools: 'Tools', images: 'Vision' },
    yourKey: 'your key',
  },

  palette: {
    title: 'Command palette',
    placeholder: 'Type a command or search…',
    none: 'No results',
    commands: 'Actions',
    prompts: 'Prompts',
    findPrompt: 'Search prompts…',
    models: 'Model',
    chosen: 'Selected',
    chats: 'Chats',
    copyAnswer: 'Copy last answer',
    copied: 'Answer copied',
    notCopied: 'Couldn’t copy the answer',
    otherLanguage: 'Switch to Chinese (中文)',
    deleteChat: 'Delete chat',
    theme: (name: string) => `Theme: ${name}`,
  },

  signIn: {
    title: 'Sign in',
    about: 'This server requires an access code. Your chats and drafts stay in this browser.',
    code: 'Access code',
    submit: 'Sign in',
    wrong: 'Wrong access code.',
    slowed: (seconds: number) => `Too many attempts. Try again in ${seconds} s.`,
    failed: 'Couldn’t reach the server. Try again.',
    access: 'Access',
    signedInAs: (name: string) => `Signed in as ${name}.`,
    signOut: 'Sign out',
    notSignedOut: 'Couldn’t sign out. Try again.',
  },

  ownKey: {
    about:
      'Use your own API key with a provider. The provider bills you for the models marked “your key”; all others use this server’s key. Your key is stored only in this browser. It’s sent through this server with each request, but never stored there.',
    provider: 'Provider',
    key: 'API key',
    keyHint: 'The key is tested before it’s saved.',
    save: 'Test and save',
    test: 'Test',
    remove: 'Remove',
    testing: 'Testing…',
    inUse: (provider: string, end: string) => `Your key for ${provider}, ending in ${end}, is in use.`,
    works: (models: number) => `The key works. ${count(models, 'model', 'models')} available.`,
    failed: (reason: string) =>
      /40[13]/.test(reason)
        ? `The provider didn’t accept the key (${reason}).`
        : `Couldn’t load the provider’s models (${reason}).`,
    removed: 'The key was removed from this browser.',
    notStored: 'Your browser is blocking storage, so the key couldn’t be saved.',
  },

  shortcuts,

  prompts: {
    about: 'Save text you use often. Type “/” in an empty message box to insert it.',
    add: 'New prompt',
    edit: (name: string) => `Edit “${name}”`,
    delete: (name: string) => `Delete “${name}”`,
    name: 'Name',
    nameHint: 'Leave empty to use the first words of the prompt.',
    text: 'Prompt',
    save: 'Save',
    cancel: 'Cancel',
  },

  settings: {
    title: 'Settings',
    tabs: {
      chat: 'This chat',
      defaults: 'Defaults',
      prompts: 'Prompts',
      appearance: 'Appearance',
      usage: 'Usage',
      data: 'Data',
      key: 'Your API key',
    },
    aboutChat: 'These settings apply only to this chat. Empty fields use the defaults.',
    aboutDefaults:
      'These settings apply to every chat that doesn’t override them. Empty fields are left to the model.',
    useDefault: 'Use default',
    automatic: 'Automatic',
    model: 'Model',
    instructions: 'Instructions',
    instructionsHint: 'Tell the model what role to take and how to answer. Sent before the first message.',
    temperature: 'Temperature',
    temperatureHint: '0 is the most predictable, 2 the most varied.',
    maxTokens: 'Max response length',
    maxTokensHint: 'In tokens.',
    outOfBounds: (min: number, max: number) =>
      `Enter a number from ${min} to ${max.toLocaleString('en')}. This value isn’t saved.`,
    effort: 'Reasoning effort',
    effortHint: 'How much a reasoning model thinks before it answers.',
    efforts: {
      none: 'None',
      minimal: 'Minimal',
      low: 'Low',
      medium: 'Medium',
      high: 'High',
      xhigh: 'Extra high',
    },
    titles: 'Chat titles',
    titlesHint: 'After the first answer, the same model writes a title. This uses a few tokens.',
    titleSources: { model: 'Written by the model', 'first-words': 'First words of the question' },
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languages: { en: 'English', zh: '中文' },
    tools: 'Tools',
    allTools: 'All tools',
    reading: 'Reading',
    readingChoices: {
      smooth: {
        label: 'Smooth streaming',
        hint: 'Evens out text that arrives in bursts. Adds at most 0.1 s of delay.',
      },
      lineNumbers: { label: 'Line numbers in code', hint: '' },
      wrapLines: { label: 'Wrap long lines in code', hint: '' },
    },
    notifications: {
      title: 'Notifications',
      label: 'Notify me about answers in hidden tabs',
      hint: 'When an answer ends or waits for your approval.',
      blocked: 'Notifications are blocked in this browser’s settings for this site.',
    },
    storage: 'Storage',
    used: (used: string, allowed: string) => `${used} of ${allowed} used.`,
    persistent: 'Your browser keeps chats until you delete them.',
    notPersistent: 'Your browser may delete chats when disk space runs low.',
    persist: 'Keep chats permanently',
    persistRefused: 'Your browser declined. Bookmark this page or use it more often, then try again.',
    files: 'Import and export',
    filesHint: 'Exports include every chat with all its versions. You can also import ChatGPT exports.',
    exportAll: 'Export all chats',
    import: 'Import chats',
    importing: 'Importing…',
    readingFile: 'Reading file…',
    chatsOf: (done: number, total: number) =>
      `${done.toLocaleString('en')} of ${count(total, 'chat', 'chats')}`,
    cancelImport: 'Cancel import',
    importCancelled: 'Import canceled. Nothing was imported.',
    imported: ({ added, unchanged, copied, omitted }: Imported) =>
      [
        `Imported ${count(added + copied, 'chat', 'chats')}.`,
        copied > 0 &&
          `${count(copied, 'chat differs from an existing one and was added as a copy.', 'chats differ from existing ones and were added as copies.')}`,
        unchanged > 0 && `${count(unchanged, 'chat was', 'chats were')} already here.`,
        omitted > 0 && `${count(omitted, 'attachment is', 'attachments are')} missing from the file.`,
      ]
        .filter(Boolean)
        .join(' '),
    deleteAll: 'Delete all chats',
    deleteAllHint: 'Deletes every chat in this browser.',
    deleteAllButton: 'Delete all chats…',
    deleteAllTitle: 'Delete all chats?',
    deleteAllConsequence:
      'This deletes every chat in this browser, including its draft. You’ll have 10 seconds to undo. Settings and prompts are kept.',
    deleteAllCancel: 'Cancel',
    deleteAllConfirm: 'Delete all chats',
  },
};

export type ShellTranslations = typeof englishShell;
