/** The text of an element as it was meant: formulas as their TeX, breaks as line ends, controls left out. */
export function readableText(element: Element): string {
  const copy = element.cloneNode(true);
  if (!(copy instanceof Element)) return '';
  makeReadable(copy);
  return copy.textContent ?? '';
}

/** Replaces what reads badly outside the page inside `root`, which must be a copy. */
export function makeReadable(root: Element | DocumentFragment): void {
  for (const formula of root.querySelectorAll('[data-tex]')) {
    const tex = formula.getAttribute('data-tex') ?? '';
    formula.replaceWith(formula.hasAttribute('data-display') ? `$$${tex}$$` : `$${tex}$`);
  }
  for (const mark of root.querySelectorAll('.md-footnote-mark')) mark.replaceWith(`[${mark.textContent}]`);
  for (const control of root.querySelectorAll('button, input, .md-bar, .md-actions')) control.remove();
  for (const lineBreak of root.querySelectorAll('br')) lineBreak.replaceWith('\n');
  // The lines of code lie in boxes of some, whose edges would be read as empty lines, as would the end of the last.
  for (const code of root.querySelectorAll('pre code'))
    code.replaceChildren((code.textContent ?? '').replace(/\n$/, ''));
}
