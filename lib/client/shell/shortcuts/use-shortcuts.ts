'use client';
import 'client-only';
import { useEffect } from 'react';
import { isComposerField } from '#lib/client/composer/composer-field.ts';
import { openOverlay } from '../shell-state.ts';
import { findShortcut, runShortcut } from './shortcuts.ts';

/** Handles the global shortcuts, and opens the reusable prompts when the composer contains just a "/". */
export function useShortcuts(newChat: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const name = findShortcut(event);
      if (name === undefined || event.defaultPrevented) return;
      event.preventDefault();
      runShortcut(name, newChat);
    };
    const onInput = ({ target }: Event) => {
      if (!isComposerField(target) || target.value !== '/') return;
      openOverlay('prompts');
    };
    addEventListener('keydown', onKeyDown);
    addEventListener('input', onInput);
    dispatchEvent(new Event('runnel:hydrated')); // first-paint.ts holds what was pressed before
    return () => {
      removeEventListener('keydown', onKeyDown);
      removeEventListener('input', onInput);
    };
  }, [newChat]);
}
