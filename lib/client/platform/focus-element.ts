import 'client-only';

/** Focuses an element that the Tab key does not reach, without scrolling the page. */
export function focusElement(element: HTMLElement): void {
  element.tabIndex = -1;
  // Afterwards a click does not focus it again, which would show the message's actions.
  element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  element.focus({ preventScroll: true });
}
