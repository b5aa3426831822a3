import { createContext, useContext } from 'react';
import type { MarkdownLabels } from '../labels.ts';

/** What every block of one text shares. It changes rarely; a change renders all blocks that use it. */
export interface MarkdownSettings {
  labels: MarkdownLabels;
  lineNumbers: boolean;
  wrapLines: boolean;
  /** Keeps the anchors of two texts on one page apart. */
  anchorPrefix: string;
}

export const MarkdownContext = createContext<MarkdownSettings | undefined>(undefined);

/** @throws Error where a block is rendered outside `<Markdown>`. */
export function useSettings(): MarkdownSettings {
  const settings = useContext(MarkdownContext);
  if (!settings) throw new Error('A markdown block needs the settings of <Markdown> around it.');
  return settings;
}
