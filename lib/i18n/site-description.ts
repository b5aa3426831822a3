import type { Locale } from './locale.ts';

/** Describes the site in the head of its pages. Not among the page's translations, because no script shows it. */
export const SITE_DESCRIPTION: Record<Locale, string> = {
  en: 'A streaming chat for language models that never loses an answer.',
  zh: '流式大模型对话，回答永不丢失。',
};
