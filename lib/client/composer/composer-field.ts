import 'client-only';

/** How the composer's text field is marked. What is written there belongs to it alone: it is changed as by typing. */
const SELECTOR = 'textarea[data-composer]';

export function isComposerField(target: EventTarget | null): target is HTMLTextAreaElement {
  return target instanceof HTMLTextAreaElement && target.matches(SELECTOR);
}

export function focusComposer(): void {
  document.querySelector<HTMLTextAreaElement>(SELECTOR)?.focus({ preventScroll: true });
}

/** Takes up a focus that has nowhere else to go, but not where that would bring a keyboard onto the screen. */
export function returnToComposer(): void {
  if (matchMedia('(hover: hover)').matches) focusComposer();
}

/** Puts a text where the cursor is, in place of what is selected, or of a lone "/" that asked for it. */
export function insertIntoComposer(text: string): void {
  const field = document.querySelector<HTMLTextAreaElement>(SELECTOR);
  if (field === null) return;
  const [start, end] = field.value === '/' ? [0, 1] : [field.selectionStart, field.selectionEnd];
  field.setRangeText(text, start, end, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}
