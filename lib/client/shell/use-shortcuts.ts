'use client';
import 'client-only';
import { useEffect } from 'react';
import { isComposerField } from './composer-field.ts';
import { openOverlay } from './shell-state.ts';
import { runShortcut, shortcutFor } from './shortcuts.ts';

/** Listens for the shortcuts, and for a lone "/" in the composer, which offers the reusable prompts, if there are any. */
export function useShortcuts(newChat: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = shortcutFor(event);
      if (name === undefined || event.defaultPrevented) return;
      event.preventDefault();
      runShortcut(name, newChat);
    };
    const onInput = async ({ target }: Event) => {
      if (!isComposerField(target) || target.value !== '/') return;
      const { hasPrompts } = await import('../history/prompts.ts');
      if ((await hasPrompts()) && target.value === '/') openOverlay('prompts');
    };
    addEventListener('keydown', onKeyDown);
    addEventListener('input', onInput);
    return () => {
      removeEventListener('keydown', onKeyDown);
      removeEventListener('input', onInput);
    };
  }, [newChat]);
}
