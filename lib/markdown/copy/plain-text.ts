import { makeReadable } from './readable-text.ts';

/** The text of rendered Markdown as it reads on the page: no markup, formulas as TeX, code without its buttons. */
export function plainTextOf(element: Element): string {
  return readableCopy(element, ...Array.from(element.childNodes, (node) => node.cloneNode(true))).text;
}

/** The text and HTML of `nodes` without controls. The nodes must be copies; they are laid out inside `host` for a moment. */
export function readableCopy(host: Element, ...nodes: Node[]): { text: string; html: string } {
  const page = document.createElement('div');
  page.className = 'md md-copy-host';
  page.setAttribute('aria-hidden', 'true');
  page.append(...nodes);
  makeReadable(page);
  // `innerText` has line breaks between blocks only if the element is laid out.
  host.append(page);
  const text = page.innerText.trim();
  const html = page.innerHTML;
  page.remove();
  return { text, html };
}
