import type { ClipboardEvent } from 'react';
import { readableCopy } from './plain-text.ts';

/**
 * Handles a copy event: puts the selection on the clipboard with formulas as TeX and code without its buttons. A selection that
 * ends inside a formula includes all of it.
 */
export function copySelection(event: ClipboardEvent<HTMLElement>): void {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0).cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);

  const { text, html } = readableCopy(event.currentTarget, range.cloneContents());
  event.clipboardData.setData('text/plain', text);
  event.clipboardData.setData('text/html', html);
  event.preventDefault();
}

function formulaAround(node: Node): Element | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest('[data-tex]') ?? null;
}
