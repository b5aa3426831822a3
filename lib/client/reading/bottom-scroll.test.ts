// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BottomScroll, type BottomState } from './bottom-scroll.ts';

/** A page of this height in a window of 800 px, and its position. */
const page = { height: 2_000, top: 0 };
const WINDOW_PX = 800;
let content: HTMLElement;
let states: BottomState[];
let scroll: BottomScroll;
let resize: () => void;
let ends: (() => void)[];

beforeEach(() => {
  Object.assign(page, { height: 2_000, top: 0 });
  vi.stubGlobal('innerHeight', WINDOW_PX);
  vi.spyOn(window, 'scrollY', 'get').mockImplementation(() => page.top);
  vi.stubGlobal('scrollTo', ({ top }: { top: number }) => scrollPageTo(top));
  vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockImplementation(() => page.height);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(callback: () => void) {
        resize = callback;
      }
      observe(): void {}
      disconnect(): void {}
    },
  );
  content = document.createElement('main');
  document.body.append(content);
  vi.spyOn(content, 'clientHeight', 'get').mockImplementation(() => page.height);
  states = [];
  scroll = new BottomScroll((state) => states.push(state));
  ends = [scroll.listen(content)];
});
afterEach(() => {
  for (const end of ends) end();
  content.remove();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** The browser moves the page, as far as it goes, and fires an event. */
function scrollPageTo(top: number): void {
  page.top = Math.min(top, page.height - WINDOW_PX);
  dispatchEvent(new Event('scroll'));
}
function open({ active }: { active: boolean }): void {
  ends.push(scroll.observe(content, active));
  resize(); // a new observer calls back in the next frame
}
function grow(pixels = 300): void {
  page.height += pixels;
  resize();
}
const isAtBottom = () => page.top === page.height - WINDOW_PX;
const scrollUp = () => {
  dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
  scrollPageTo(page.top - 100);
};

describe('the page stays at its bottom', () => {
  test('when a chat is opened and laid out', () => {
    open({ active: false });
    expect(isAtBottom()).toBe(true);
    grow();
    expect(isAtBottom()).toBe(true);
  });

  test('while an answer streams, also after a touch', () => {
    open({ active: true });
    dispatchEvent(new TouchEvent('touchstart'));
    grow();
    expect(isAtBottom()).toBe(true);
    expect(states).toEqual([]);
  });

  test('when the page shrinks', () => {
    open({ active: true });
    page.height -= 400;
    scrollPageTo(page.top);
    expect(states).toEqual([]);
  });
});

describe('the page stays where it is', () => {
  test('after the first interaction, when no answer streams', () => {
    open({ active: false });
    dispatchEvent(new TouchEvent('touchstart'));
    const { top } = page;
    grow();
    expect(page.top).toBe(top);
  });

  test('once the reader scrolls up, which new content is reported for', () => {
    open({ active: true });
    scrollUp();
    const { top } = page;
    expect(states).toEqual([{ away: true, hasNewContent: false }]);
    grow();
    expect(page.top).toBe(top);
    expect(states.at(-1)).toEqual({ away: true, hasNewContent: true });
  });

  test.each(['ArrowUp', 'PageUp', 'Home'])('once the reader presses %s outside a text field', (key) => {
    open({ active: true });
    const field = document.createElement('textarea');
    content.append(field);
    field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    expect(states).toEqual([]);
    dispatchEvent(new KeyboardEvent('keydown', { key }));
    expect(states).toEqual([{ away: true, hasNewContent: false }]);
  });

  test('once the scroll bar leads up', () => {
    open({ active: true });
    scrollPageTo(300);
    expect(states).toEqual([{ away: true, hasNewContent: false }]);
  });

  test('when it was scrolled to a message', () => {
    open({ active: true });
    scrollPageTo(100);
    scroll.stay();
    grow();
    expect(page.top).toBe(100);
  });
});

describe('while the tab is hidden', () => {
  const show = (state: DocumentVisibilityState) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };
  const paintTwice = async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  };

  test('the page stays where the reader left it, and new content is reported on their return', async () => {
    open({ active: true });
    const { top } = page;
    show('hidden');
    grow();
    show('visible');
    await paintTwice();
    expect(page.top).toBe(top);
    expect(states.at(-1)).toEqual({ away: true, hasNewContent: true });
  });

  test('nothing changes when nothing new has come', async () => {
    open({ active: true });
    show('hidden');
    show('visible');
    await paintTwice();
    grow();
    expect(isAtBottom()).toBe(true);
    expect(states).toEqual([]);
  });
});

describe('following starts again', () => {
  test('when the reader scrolls back to the bottom', () => {
    open({ active: true });
    scrollUp();
    scrollPageTo(page.height);
    expect(states.at(-1)).toEqual({ away: false, hasNewContent: false });
    grow();
    expect(isAtBottom()).toBe(true);
  });

  test('when `follow` is called', async () => {
    open({ active: true });
    scrollUp();
    scroll.follow();
    await new Promise(requestAnimationFrame);
    expect(isAtBottom()).toBe(true);
    expect(states.at(-1)).toEqual({ away: false, hasNewContent: false });
  });
});

test('a page that fits into the window has no way up', () => {
  page.height = WINDOW_PX;
  open({ active: true });
  scrollUp();
  expect(states).toEqual([]);
});
