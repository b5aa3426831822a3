/** The box that each element belongs to whose size is observed or will be. */
const boxes = new Map<Element, HTMLElement>();
let observer: ResizeObserver | undefined;

/**
 * A `ref` for a box with content that may be wider or higher than it: the Tab key reaches the box while it scrolls, so that the arrow
 * keys scroll it. Chromium and Firefox do that for boxes without controls by themselves, Safari does not.
 */
export function scrollBox(box: HTMLElement | null): (() => void) | undefined {
  if (box === null) return undefined;
  const observed = [box, ...box.children];
  for (const element of observed) {
    boxes.set(element, box);
    getObserver().observe(element);
  }
  return () => {
    for (const element of observed) {
      boxes.delete(element);
      getObserver().unobserve(element);
    }
  };
}

/** Not a part of `scrollBox`, whose first box the listener would keep in memory. */
function getObserver(): ResizeObserver {
  observer ??= createObserver();
  return observer;
}

/**
 * Browsers measure every observed element in every frame, so what they skip with `content-visibility: auto` is not observed: in a chat of
 * a thousand messages that took 3 ms of each frame.
 */
function createObserver(): ResizeObserver {
  const created = new ResizeObserver(updateBoxes);
  document.addEventListener('contentvisibilityautostatechange', (event) => {
    const { target, skipped } = event as ContentVisibilityAutoStateChangeEvent;
    for (const element of boxes.keys()) {
      if (!(target as Element).contains(element)) continue;
      if (skipped) created.unobserve(element);
      else created.observe(element);
    }
  });
  return created;
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
