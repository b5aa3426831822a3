'use client';
import 'client-only';
import { type RefObject, useEffect } from 'react';
import { isComposerField, returnToComposer } from '../composer/composer-field.ts';

/**
 * Moves the focus to the composer when the focused control is removed or disabled, such as the Stop button after a stop. A
 * keyboard user would otherwise start again at the top of the page.
 * @param inside an element inside `main`, all of which is observed
 */
export function useFocusReturn(inside: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const main = inside.current?.closest('main');
    if (!main) return;
    const controller = new AbortController();
    const options = { signal: controller.signal };
    let focused: Element | null = null;
    const stopObserving = () => {
      focused = null;
      observer.disconnect();
    };
    const observer = new MutationObserver(() => {
      if (focused === null || isUsable(focused)) return;
      const { activeElement, body } = document;
      if (activeElement === body || activeElement === focused) returnToComposer();
      stopObserving();
    });
    const onFocus = ({ target }: FocusEvent) => {
      // The composer is not removed, and nothing is observed while the reader only types.
      if (!(target instanceof Element) || isComposerField(target)) return stopObserving();
      focused = target;
      observer.observe(main, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    };
    const onBlur = () => {
      // Deferred: some browsers fire this while they remove the control, when it is still connected.
      queueMicrotask(() => {
        if (focused !== null && isUsable(focused) && document.activeElement !== focused) stopObserving();
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
