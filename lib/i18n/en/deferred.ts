import type { MarkdownLabels } from '#lib/markdown/labels.ts';

const markdown: MarkdownLabels = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Not copied',
  wrap: 'Wrap lines',
  download: 'Download',
  showPicture: 'Picture',
  showCode: 'Code',
  preview: 'Preview',
  copyAsMarkdown: 'Copy as Markdown',
  copyAsCsv: 'Copy as CSV',
  loadImage: (host) => `Load the picture from ${host}`,
  imageUnavailable: 'This picture cannot be shown',
  footnote: (number) => `Footnote ${number}`,
  backToText: 'Back to the text',
  taskDone: 'Done',
  taskOpen: 'To do',
  codeBlock: (language) => (language ? `Code, ${language}` : 'Code'),
  table: 'Table',
  picture: 'Picture',
  enlarge: 'Enlarge the picture',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  close: 'Close',
  notLoaded: 'Couldn’t load this. Check your connection.',
  retry: 'Retry',
  loading: 'Loading…',
};

/** What is said of answers, files and the history. Comes with the components that say it, after the first load. */
export const englishLater = {
  markdown,
  groups: {
    pinned: 'Pinned',
    today: 'Today',
    yesterday: 'Yesterday',
    'last-7-days': 'Last 7 days',
  },
  notImported: {
    unreadable: 'This file cannot be read. Nothing was imported.',
    'unknown-format': 'This file holds no chats that can be imported here. Nothing was imported.',
    'newer-version': 'This file comes from a newer version of Runnel. Nothing was imported.',
    damaged: 'This file is damaged. Nothing was imported.',
    'too-large': 'This file is too large. Nothing was imported.',
    empty: 'There are no chats in this file.',
  },
  notAttached: {
    'too-large': 'This file is too large.',
    'too-many-pixels': 'This picture has more pixels than a browser can handle.',
    undecodable: 'This browser cannot read this picture.',
    'not-text': 'Only pictures and text files can be attached.',
    empty: 'This file is empty.',
    unshrinkable: 'This picture cannot be made small enough.',
  },
  complaints: {
    'no-images': 'This model does not take pictures.',
    'file-kind': 'This model does not take files of this kind.',
    'too-large': 'With its attachments this chat is more than the server takes at once.',
  },
};

export type LaterTexts = typeof englishLater;
