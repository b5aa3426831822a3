import { createContext, useContext } from 'react';
import type { MarkdownLabels } from '../labels.ts';

/** Settings of one text, shared by its blocks. A change renders all blocks that use it. */
export interface MarkdownSettings {
  labels: MarkdownLabels;
  lineNumbers: boolean;
  wrapLines: boolean;
  /** Keeps the anchors of texts on the same page distinct. */
  anchorPrefix: string;
}

export const MarkdownContext = createContext<MarkdownSettings | undefined>(undefined);

/** @throws if the component is not inside `<Markdown>` */
export function useSettings(): MarkdownSettings {
  const settings = useContext(MarkdownContext);
  if (!settings) throw new Error('A Markdown block must be rendered inside <Markdown>');
  return settings;
}
