import type { MarkdownLabels } from '#lib/markdown/labels.ts';
import {
  MAX_BODY_BYTES,
  MAX_IMAGE_FILE_BYTES,
  MAX_IMAGE_PIXELS,
  MAX_TEXT_FILE_BYTES,
} from '#lib/protocol/limits.ts';

const markdown: MarkdownLabels = {
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Couldn’t copy',
  wrap: 'Wrap lines',
  download: 'Download',
  showFigure: 'Preview',
  showCode: 'Code',
  preview: 'Static preview',
  copyAsMarkdown: 'Copy as Markdown',
  copyAsCsv: 'Copy as CSV',
  loadImage: (host) => `Load image from ${host}`,
  imageUnavailable: 'Image unavailable',
  footnote: (number) => `Footnote ${number}`,
  backToText: 'Back to text',
  taskDone: 'Done',
  taskOpen: 'To do',
  codeBlock: (language) => (language ? `Code block, ${language}` : 'Code block'),
  table: 'Table',
  figure: 'Image',
  notDrawn: 'Couldn’t draw this diagram. Its code has a syntax error or is too large.',
  enlarge: 'Enlarge image',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  close: 'Close',
  notLoaded: 'Couldn’t load this. Check your connection.',
  retry: 'Retry',
  loading: 'Loading…',
};

/** Markdown controls, files, the chat history, and notices about the models. */
export const englishDeferred = {
  markdown,
  /** Below the composer, about the models. */
  modelNotices: {
    demoOnly:
      'The built-in demo is answering. To use a real model, set OPENAI_API_KEY or OPENAI_BASE_URL and restart.',
    demoChosen: 'The built-in demo gives scripted answers.',
    upstreamUnreachable: (address = '', variable: string) =>
      `Couldn’t load models from ${address}. Check ${variable}.`,
    noModels: 'No models found. Set OPENAI_API_KEY or OPENAI_BASE_URL and restart.',
    noRedis:
      'Without Redis, resuming and stopping answers may fail here. Add the Upstash integration on Vercel.',
  },
  groups: {
    pinned: 'Pinned',
    today: 'Today',
    yesterday: 'Yesterday',
    'last-7-days': 'Last 7 days',
  },
  storageErrors: {
    full: 'Browser storage is full.',
    refused: 'Your browser is blocking storage.',
    deleted: 'This chat was deleted in another tab.',
    broken: 'Your browser’s storage isn’t working right now.',
    unresponsive: 'Browser storage isn’t responding.',
    unloaded: 'Couldn’t load the chat history. Check your connection.',
  },
  notImported: {
    unreadable: 'Couldn’t read this file. Nothing was imported.',
    'unknown-format': 'This file isn’t a chat export. Nothing was imported.',
    'newer-version': 'This file was exported by a newer version of Runnel. Nothing was imported.',
    damaged: 'This file is damaged. Nothing was imported.',
    'too-large': 'This file is too large. Nothing was imported.',
    empty: 'This file contains no chats.',
  },
  notAttached: {
    'too-large': `This file is too large (limit: ${MAX_TEXT_FILE_BYTES / 2 ** 20} MB).`,
    'image-too-large': `This image is too large (limit: ${MAX_IMAGE_FILE_BYTES / 2 ** 20} MB).`,
    'too-many-pixels': `This image has too many pixels (limit: ${MAX_IMAGE_PIXELS / 1e6} megapixels).`,
    undecodable: 'Your browser can’t open this image.',
    'not-text': 'You can only attach images and text files.',
    empty: 'This file is empty.',
    unshrinkable: 'This image is still too large after shrinking.',
  },
  attachmentWarnings: {
    'no-images': 'This model can’t read images.',
    'file-kind': 'This model doesn’t support this file type.',
    'too-large': `Too large to send with attachments (limit: ${MAX_BODY_BYTES / 2 ** 20} MB).`,
  },
};

export type DeferredTranslations = typeof englishDeferred;
