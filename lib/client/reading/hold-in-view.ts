import 'client-only';

/** Keeps a message at the top of the window while the messages above it are laid out, until the reader interacts. */
export function holdInView(element: HTMLElement, milliseconds: number): void {
  const scrollToElement = () => element.scrollIntoView({ block: 'start', behavior: 'instant' });
  const observer = new ResizeObserver(scrollToElement);
  const controller = new AbortController();
  const end = () => {
    observer.disconnect();
    controller.abort();
    clearTimeout(timer);
  };
  const timer = setTimeout(end, milliseconds);
  for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown'])
    addEventListener(type, end, { signal: controller.signal, passive: true });
  scrollToElement();
  if (element.parentElement) observer.observe(element.parentElement);
}
