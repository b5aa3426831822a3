import type { ClipboardEvent } from 'react';
import { makeReadable } from './readable-text.ts';

/**
 * Puts clean text on the clipboard when the reader copies a selection: formulas as TeX, code without its buttons. A
 * selection that cuts through a formula takes all of it.
 */
export function copySelection(event: ClipboardEvent<HTMLElement>): void {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0).cloneRange();
  const first = formulaAround(range.startContainer);
  const last = formulaAround(range.endContainer);
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);

  const page = document.createElement('div');
  page.className = 'md md-copying';
  page.setAttribute('aria-hidden', 'true');
  page.append(range.cloneContents());
  makeReadable(page);
  // Only a rendered element knows where its blocks end.
  event.currentTarget.append(page);
  const text = page.innerText;
  const html = page.innerHTML;
  page.remove();

  event.clipboardData.setData('text/plain', text.trim());
  event.clipboardData.setData('text/html', html);
  event.preventDefault();
}

function formulaAround(node: Node): Element | null {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest('[data-tex]') ?? null;
}
