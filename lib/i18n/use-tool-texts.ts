'use client';

import { englishTools, type ToolTexts } from './en/tools.ts';
import { useLocale } from './use-messages.tsx';
import { chineseTools } from './zh/tools.ts';

/** The texts of the cards of tools' calls. For components that are loaded when they are needed. */
export function useToolTexts(): ToolTexts {
  return useLocale() === 'zh' ? chineseTools : englishTools;
}
