import 'client-only';

/** Matches the composer's text field. Its component owns the text, so other code changes it with input events, like typing. */
const SELECTOR = 'textarea[data-composer]';

export function isComposerField(target: EventTarget | null): target is HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement && target.matches(SELECTOR);
}

export function focusComposer(): void {
  document.querySelector<HTMLTextAreaElement>(SELECTOR)?.focus({ preventScroll: true });
}

/** Focuses the composer, except on touch devices, where that would open the on-screen keyboard. */
export function returnToComposer(): void {
  if (matchMedia('(hover: hover)').matches) focusComposer();
}

/** Inserts text at the cursor. Replaces the selection, or a lone "/" that opened the palette. */
export function insertIntoComposer(text: string): void {
  const field = document.querySelector<HTMLTextAreaElement>(SELECTOR);
  if (field === null) return;
  const [start, end] = field.value === '/' ? [0, 1] : [field.selectionStart, field.selectionEnd];
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}
