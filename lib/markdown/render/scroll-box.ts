/** The box that each observed element belongs to. */
const boxes = new WeakMap<Element, HTMLElement>();
let observer: ResizeObserver | undefined;

/**
 * A `ref` for a box with content that may be wider or higher than it: the Tab key reaches the box while it scrolls, so that the arrow
 * keys scroll it. Chromium and Firefox do that for boxes without controls by themselves, Safari does not.
 */
export function scrollBox(box: HTMLElement | null): (() => void) | undefined {
  if (box === null) return undefined;
  observer ??= new ResizeObserver(updateBoxes);
  const observed = [box, ...box.children];
  for (const element of observed) {
    boxes.set(element, box);
    observer.observe(element);
  }
  return () => {
    for (const element of observed) observer?.unobserve(element);
  };
}

/** Reads only what is laid out already: an observer is called after the layout. */
function updateBoxes(entries: readonly ResizeObserverEntry[]): void {
  for (const box of new Set(entries.map(({ target }) => boxes.get(target)))) {
    if (box === undefined) continue;
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls === box.hasAttribute('tabindex')) continue;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  }
}
