'use client';

import { englishTools, type ToolTexts } from './tools-en.ts';
import { chineseTools } from './tools-zh.ts';
import { useLocale } from './use-messages.tsx';

/** The texts of the cards of tools' calls. For components that are loaded when they are needed. */
export function useToolTexts(): ToolTexts {
  return useLocale() === 'zh' ? chineseTools : englishTools;
}
