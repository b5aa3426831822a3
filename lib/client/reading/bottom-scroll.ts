import 'client-only';

/** A distance to the bottom that counts as being there. */
const NEAR_PX = 48;
const UP_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

export type BottomState = {
  /** The reader has scrolled up, so new content appears out of sight. */
  away: boolean;
  /** New content has appeared since then. */
  hasNewContent: boolean;
};

/**
 * Keeps the page at its bottom while its content, or anything below that, grows, until the reader scrolls up or selects text. A
 * chat that was just opened stays at its bottom until the first interaction; after that only while it is active, because
 * something that the reader expands at the bottom must not scroll away.
 *
 * Wheel, touch, key and pointer events show the reader's intent. `scroll` events alone do not, because the browser also fires
 * them when it adjusts the position itself. Only a scroll further up than the page has shrunk is the reader's: by the scroll
 * bar, find in page, or a link to a footnote.
 */
export class BottomScroll {
  readonly #onChange: (state: BottomState) => void;
  #state: BottomState = { away: false, hasNewContent: false };
  #content: HTMLElement | null = null;
  #isActive = false;
  #isFollowing = true;
  /** The reader has interacted since the chat was opened. */
  #hasInteracted = false;
  /** A mouse button is down: the reader may be selecting text. */
  #isPressed = false;
  /** The tab was hidden while an answer was followed. */
  #hasLeftTab = false;
  #touchY = 0;
  /** The position after the last scroll, by the reader or by this class. */
  #last = { top: 0, height: 0 };

  constructor(onChange: (state: BottomState) => void) {
    this.#onChange = onChange;
  }

  /** Scrolls to the bottom in the next frame, which has the layout anyway, and stays there as the content grows. */
  follow = (): void => {
    this.#isFollowing = true;
    this.#hasLeftTab = false;
    this.#hasInteracted = false;
    this.#set({ away: false, hasNewContent: false });
    requestAnimationFrame(() => this.#stickToBottom());
  };

  /** Stops following: the page stays where it was scrolled to. */
  stay = (): void => {
    this.#hasInteracted = true;
    this.#isFollowing = false;
    this.#stickToBottom();
    this.#set({ away: distanceToBottom() > NEAR_PX });
  };

  /** Listens to what the reader does. @returns a function that stops this */
  listen(content: HTMLElement | null): () => void {
    const controller = new AbortController();
    const options = { signal: controller.signal, passive: true };
    const root = document.documentElement;
    this.#content = content;
    this.#last = { top: scrollY, height: root.scrollHeight };
    // After a reload, start at the bottom instead of the previous position.
    history.scrollRestoration = 'manual';
    addEventListener('wheel', this.#onWheel, options);
    addEventListener('touchstart', this.#onTouchStart, options);
    addEventListener('touchmove', this.#onTouchMove, options);
    addEventListener('keydown', this.#onKeyDown, options);
    addEventListener('pointerdown', this.#onPointerDown, options);
    for (const type of ['pointerup', 'pointercancel', 'blur'])
      addEventListener(type, this.#onRelease, options);
    addEventListener('scroll', this.#onScroll, options);
    document.addEventListener('visibilitychange', this.#onVisibility, options);
    return () => {
      controller.abort();
      root.style.overflowAnchor = '';
    };
  }

  /** Follows the size of the content. @param active an answer is streaming. @returns a function that stops this */
  observe(content: HTMLElement | null, active: boolean): () => void {
    this.#isActive = active;
    if (content === null) return () => {};
    let height = Number.POSITIVE_INFINITY;
    const observer = new ResizeObserver(() => {
      if (!this.#isFollowing && this.#isActive && content.clientHeight > height) {
        this.#set({ hasNewContent: true });
      }
      height = content.clientHeight;
      this.#stickToBottom();
    });
    observer.observe(content); // calls back in the next frame, when the layout is known
    observer.observe(document.body); // the composer may grow too, and would cover the end of the content
    return () => observer.disconnect();
  }

  #stickToBottom(): void {
    const root = document.documentElement;
    const sticks =
      this.#isFollowing && !this.#hasLeftTab && !this.#isPressed && (this.#isActive || !this.#hasInteracted);
    // Scroll anchoring would work against this class, but is wanted whenever it does not scroll.
    root.style.overflowAnchor = sticks ? 'none' : '';
    if (!sticks) return;
    const height = root.scrollHeight;
    scrollTo({ top: height, behavior: 'instant' });
    this.#last = { top: scrollY, height };
  }

  #leave(): void {
    this.#hasInteracted = true;
    if (document.documentElement.scrollHeight <= innerHeight + NEAR_PX) return;
    this.#isFollowing = false;
    this.#stickToBottom();
    this.#set({ away: true });
  }

  #onWheel = (event: WheelEvent): void => {
    if (event.deltaY < 0) this.#leave();
  };

  #onTouchStart = (event: TouchEvent): void => {
    this.#touchY = event.touches[0]?.clientY ?? 0;
    this.#hasInteracted = true;
  };

  #onTouchMove = (event: TouchEvent): void => {
    if ((event.touches[0]?.clientY ?? 0) > this.#touchY + 4) this.#leave();
  };

  #onKeyDown = (event: KeyboardEvent): void => {
    const isUp = UP_KEYS.has(event.key) || (event.key === ' ' && event.shiftKey);
    // In a text field these keys move the cursor; a handler with another use prevents the default.
    if (isUp && !isTextField(event.target) && !event.defaultPrevented) this.#leave();
  };

  #onPointerDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse' || !isInside(this.#content, event.target)) return;
    this.#hasInteracted = true;
    this.#isPressed = true;
  };

  #onRelease = (): void => {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    if (this.#isFollowing && hasSelection(this.#content)) this.#leave();
    else this.#stickToBottom();
  };

  #onScroll = (): void => {
    const { top, height } = this.#last;
    if (this.#isFollowing && scrollY === top) return; // scrolled by this class, as in each frame of an answer
    this.#last = { top: scrollY, height: document.documentElement.scrollHeight };
    if (distanceToBottom() > NEAR_PX) {
      const shrunk = Math.max(0, height - this.#last.height);
      if (this.#isFollowing && scrollY < top - 1 - shrunk) this.#leave();
    } else if (!this.#isFollowing && !hasSelection(this.#content)) {
      // Back at the bottom, by whatever means: follow again.
      this.#isFollowing = true;
      this.#set({ away: false, hasNewContent: false });
    }
  };

  /** A reader who comes back to the tab finds the page where they left it, and what is new below. */
  #onVisibility = (): void => {
    if (document.visibilityState === 'hidden') {
      this.#hasLeftTab ||= this.#isFollowing && this.#isActive;
      return;
    }
    // The second frame has the layout of all that has arrived meanwhile.
    requestAnimationFrame(() => requestAnimationFrame(() => this.#returnToTab()));
  };

  #returnToTab(): void {
    if (!this.#hasLeftTab || document.visibilityState === 'hidden') return;
    this.#hasLeftTab = false;
    if (distanceToBottom() <= NEAR_PX) {
      this.#stickToBottom();
    } else {
      this.#leave();
      this.#set({ hasNewContent: true });
    }
  }

  #set(change: Partial<BottomState>): void {
    const state = { ...this.#state, ...change };
    if (state.away === this.#state.away && state.hasNewContent === this.#state.hasNewContent) return;
    this.#state = state;
    this.#onChange(state);
  }
}

function distanceToBottom(): number {
  return document.documentElement.scrollHeight - innerHeight - scrollY;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
}

function isInside(element: HTMLElement | null, target: EventTarget | null): boolean {
  return target instanceof Node && element !== null && element.contains(target);
}

/** Whether text in `element` is selected. */
function hasSelection(element: HTMLElement | null): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && isInside(element, selection.anchorNode);
}
