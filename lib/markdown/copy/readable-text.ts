/** The text of an element with formulas as TeX, `<br>` as line ends, and without controls. */
export function readableText(element: Element): string {
  const copy = element.cloneNode(true);
  if (!(copy instanceof Element)) return '';
  makeReadable(copy);
  return copy.textContent ?? '';
}

/** Replaces formulas, references and breaks inside `root` by text, and removes controls. `root` must be a copy. */
export function makeReadable(root: Element | DocumentFragment): void {
  for (const formula of root.querySelectorAll('[data-tex]')) {
    const tex = formula.getAttribute('data-tex') ?? '';
    formula.replaceWith(formula.hasAttribute('data-display') ? `$$${tex}$$` : `$${tex}$`);
  }
  for (const mark of root.querySelectorAll('.md-footnote-mark')) mark.replaceWith(`[${mark.textContent}]`);
  for (const control of root.querySelectorAll('button, input, .md-bar, .md-actions')) control.remove();
  for (const lineBreak of root.querySelectorAll('br')) lineBreak.replaceWith('\n');
  // Chunks of code are block elements, so `innerText` would have an empty line between them, and one at the end.
  for (const code of root.querySelectorAll('pre code'))
    code.replaceChildren((code.textContent ?? '').replace(/\n$/, ''));
}
