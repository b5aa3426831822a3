const count = (number: number, one: string, many: string) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** What became of the chats of a file. */
type Imported = Record<'added' | 'unchanged' | 'copied' | 'omitted', number>;

const shortcuts = {
  title: 'Keyboard shortcuts',
  palette: 'All commands',
  newChat: 'New chat',
  search: 'Search all chats',
  sidebar: 'Show or hide the sidebar',
  settings: 'Settings',
  stop: 'Stop the answer',
  composer: 'To the message field',
  shortcuts: 'This list',
  fixed: [
    { keys: 'Enter', label: 'Send the message' },
    { keys: 'Shift+Enter', label: 'A new line in the message' },
    { keys: '↑', label: 'Change your last message, in an empty field' },
    { keys: 'Esc', label: 'Close what lies over the chat, leave a change' },
    { keys: '/', label: 'Reusable prompts, in an empty message' },
    { keys: 'F2', label: 'Rename the chat that has the focus in the sidebar' },
  ],
};

/** The texts of what is loaded after the chat. */
export const shellEnglish = {
  notices: 'Notices',
  unknownChat: 'There is no such chat in this browser.',
  unknownChatWhy:
    'Chats stay in the browser in which they were written. This one may be in another, or it was deleted.',
  beginChat: 'Begin a new one',
  close: 'Close',

  sidebar: {
    empty: 'Your chats appear here. They stay in this browser.',
    untitled: 'Chat without a title',
    pinned: 'Pinned',
    menuOf: (title: string) => `What to do with “${title}”`,
    rename: 'Rename',
    newTitle: 'New title',
    pin: 'Pin',
    unpin: 'Unpin',
    fork: 'Copy into a new chat',
    forked: 'This is the copy. The original stays as it is.',
    exportJson: 'Export as JSON',
    exportMarkdown: 'Export as Markdown',
    delete: 'Delete',
    deleted: 'The chat was deleted.',
    undo: 'Undo',
  },

  search: {
    title: 'Search all chats',
    placeholder: 'Words from any message',
    results: 'What was found',
    hint: 'All words must be in the message. Enter opens it.',
    found: (total: number, shown: number) =>
      total === 0
        ? 'No message has these words.'
        : total > shown
          ? `${count(total, 'message', 'messages')}, the first ${shown} of them here`
          : count(total, 'message', 'messages'),
    failed: 'The history cannot be read now.',
  },

  models: {
    choose: 'Choose a model',
    search: 'Search models',
    list: 'Models',
    none: 'No such model is offered.',
    abilities: { reasoning: 'Thinks', tools: 'Uses tools', images: 'Sees pictures' },
  },

  palette: {
    title: 'Commands',
    placeholder: 'What would you like to do?',
    none: 'Nothing fits.',
    commands: 'Do',
    prompts: 'Prompts',
    findPrompt: 'Which prompt?',
    models: 'Model',
    chosen: 'chosen',
    chats: 'Go to chat',
    copyAnswer: 'Copy the last answer',
    copied: 'The answer was copied.',
    notCopied: 'The browser did not allow copying.',
    otherLanguage: '中文 (switch to Chinese)',
    deleteChat: 'Delete this chat',
    theme: (name: string) => `Colours: ${name}`,
  },

  shortcuts,

  prompts: {
    about: 'Texts that you use again and again. Type “/” in an empty message to insert one.',
    add: 'New prompt',
    edit: (name: string) => `Edit “${name}”`,
    delete: (name: string) => `Delete “${name}”`,
    name: 'Name',
    nameHint: 'Left empty, the first words of the text are its name.',
    text: 'Text',
    keep: 'Save',
    cancel: 'Cancel',
  },

  settings: {
    title: 'Settings',
    tabs: { chat: 'This chat', defaults: 'Every chat', prompts: 'Prompts', look: 'Appearance', data: 'Data' },
    aboutChat: 'For this chat alone. An empty field goes by what is set for every chat.',
    aboutDefaults: 'For every chat that has no settings of its own. An empty field leaves it to the model.',
    byDefault: 'As in every chat',
    byModel: 'As the model does by itself',
    model: 'Model',
    instructions: 'Instructions',
    instructionsHint: 'What the model is told before the first message: who it is, how it answers.',
    temperature: 'Temperature',
    temperatureHint: '0 is the most exact, 2 the most varied.',
    maxTokens: 'Longest answer',
    maxTokensHint: 'In tokens.',
    outOfBounds: (min: number, max: number) =>
      `Between ${min} and ${max.toLocaleString('en')}. This value is not used.`,
    effort: 'Thinking',
    effortHint: 'How much a model that thinks may think before it answers.',
    efforts: {
      none: 'Not at all',
      minimal: 'As little as possible',
      low: 'Little',
      medium: 'Some',
      high: 'Much',
      xhigh: 'As much as possible',
    },
    titles: 'Titles',
    titlesHint:
      'The model that gave a chat’s first answer is asked once more, for a title. That costs a few tokens.',
    titleGivers: { model: 'By the model', 'first-words': 'The first words' },
    theme: 'Colours',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languages: { en: 'English', zh: '中文' },
    tools: 'Tools',
    allTools: 'All tools',
    reading: 'Reading',
    readingChoices: {
      smooth: {
        label: 'Even flow',
        hint: 'Words that arrive in bursts are spread over time, a tenth of a second at most.',
      },
      lineNumbers: { label: 'Line numbers in code', hint: '' },
      wrapLines: { label: 'Wrap long lines of code', hint: '' },
    },
    storage: 'Storage',
    used: (used: string, allowed: string) => `${used} used of ${allowed}.`,
    persistent: 'The browser keeps your chats until you delete them.',
    notPersistent: 'The browser may delete your chats when its disk is full.',
    persist: 'Keep my chats for good',
    persistRefused:
      'The browser did not agree. It may when you use this page more, or add it to your bookmarks.',
    files: 'Export and import',
    filesHint: 'An export has every chat with all versions. Exports of ChatGPT can be imported too.',
    exportAll: 'Export all chats',
    import: 'Import chats',
    importing: 'Importing …',
    readingFile: 'Reading the file',
    chatsOf: (done: number, total: number) =>
      `${done.toLocaleString('en')} of ${count(total, 'chat', 'chats')}`,
    cancelImport: 'Cancel the import',
    importCancelled: 'The import was cancelled. Nothing was imported.',
    imported: ({ added, unchanged, copied, omitted }: Imported) =>
      [
        `${count(added + copied, 'chat was', 'chats were')} imported.`,
        copied > 0 && `${copied} of them differ from chats that are here and stand beside them.`,
        unchanged > 0 && `${count(unchanged, 'chat was', 'chats were')} here already.`,
        omitted > 0 && `${count(omitted, 'attachment is', 'attachments are')} not in the file.`,
      ]
        .filter(Boolean)
        .join(' '),
    deleteAll: 'Delete all chats',
    deleteAllHint: 'Permanently deletes every chat in this browser.',
    deleteAllButton: 'Delete all chats…',
    deleteAllTitle: 'Delete all chats?',
    deleteAllConsequence:
      'This permanently deletes every chat and draft in this browser. It can’t be undone. Settings and prompts are kept.',
    deleteAllCancel: 'Cancel',
    deleteAllConfirm: 'Delete all chats',
  },
};

export type ShellTexts = typeof shellEnglish;
