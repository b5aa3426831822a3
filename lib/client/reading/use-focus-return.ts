'use client';
import 'client-only';
import { type RefObject, useEffect } from 'react';
import { isComposerField, returnToComposer } from '../composer/composer-field.ts';

/**
 * Hands the focus to the composer when the control that has it goes away or can no longer be used, as a Stop that has
 * stopped: whoever works with the keyboard would otherwise begin again at the top of the page.
 * @param inside an element of the page's main part, all of which is watched
 */
export function useFocusReturn(inside: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const main = inside.current?.closest('main');
    if (!main) return;
    const controller = new AbortController();
    const options = { signal: controller.signal };
    let held: Element | null = null;
    const letGo = () => {
      held = null;
      observer.disconnect();
    };
    const observer = new MutationObserver(() => {
      if (held === null || isUsable(held)) return;
      const { activeElement, body } = document;
      if (activeElement === body || activeElement === held) returnToComposer();
      letGo();
    });
    const onFocus = ({ target }: FocusEvent) => {
      // What is typed into stays; and nothing is watched while someone only writes and reads.
      if (!(target instanceof Element) || isComposerField(target)) return letGo();
      held = target;
      observer.observe(main, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    };
    const onBlur = () => {
      // Later, for a browser that says so while it removes the control: by then it is seen to be gone.
      queueMicrotask(() => {
        if (held !== null && isUsable(held) && document.activeElement !== held) letGo();
      });
    };
    main.addEventListener('focusin', onFocus, options);
    main.addEventListener('focusout', onBlur, options);
    return () => {
      controller.abort();
      observer.disconnect();
    };
  }, [inside]);
}

function isUsable(control: Element): boolean {
  return control.isConnected && !control.matches(':disabled');
}
