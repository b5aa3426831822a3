import { makeReadable } from './readable-text.ts';

/** The words of rendered Markdown as they read on the page: no marks, formulas as TeX, code without its buttons. */
export function plainTextOf(element: Element): string {
  return readablePage(element, ...Array.from(element.childNodes, (node) => node.cloneNode(true))).text;
}

/** `nodes`, made readable, as text and as HTML. They must be copies, and are laid out inside `host` to be read. */
export function readablePage(host: Element, ...nodes: Node[]): { text: string; html: string } {
  const page = document.createElement('div');
  page.className = 'md md-copy-host';
  page.setAttribute('aria-hidden', 'true');
  page.append(...nodes);
  makeReadable(page);
  // Only a rendered element knows where its blocks end.
  host.append(page);
  const text = page.innerText.trim();
  const html = page.innerHTML;
  page.remove();
  return { text, html };
}
