/**
 * Runs in the head, before anything is painted: what the reader chose of colours and of the sidebar stands on the root
 * element from the first frame on. `lib/client/shell/preferences.ts` writes what is read here. The same text in every
 * page, so that a content security policy can name its hash.
 */
export const FIRST_PAINT = `try {
  const { dataset } = document.documentElement;
  const theme = localStorage.getItem('runnel.theme');
  if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  if (localStorage.getItem('runnel.sidebar') === 'closed') dataset.sidebar = 'closed';
} catch {}`; // a browser that keeps nothing has no choice to go by, and follows the system
