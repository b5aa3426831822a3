import { useSyncExternalStore } from 'react';

const DARK = '(prefers-color-scheme: dark)';

/** Whether the page is dark: by `data-theme` on its root element, or else by the system's preference. */
export function useDarkTheme(): boolean {
  return useSyncExternalStore(subscribe, isDark, () => false);
}

function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'dark' || (chosen !== 'light' && matchMedia(DARK).matches);
}

function subscribe(listener: () => void): () => void {
  const system = matchMedia(DARK);
  const root = new MutationObserver(listener);
  system.addEventListener('change', listener);
  root.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', listener);
    root.disconnect();
  };
}
