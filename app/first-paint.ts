/**
 * Runs in the head before the first paint: sets the reader's theme and sidebar state on the root element, so that nothing
 * flashes or moves. `theme.ts` and `sidebar-state.ts` in `lib/client/shell` store the values. The script is identical on every page, so that a
 * content security policy can allow its hash.
 */
export const FIRST_PAINT = `try {
  const { dataset } = document.documentElement;
  const theme = localStorage.getItem('runnel.theme');
  if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  if (localStorage.getItem('runnel.sidebar') === 'closed') dataset.sidebar = 'closed';
} catch {}`; // without storage, the page follows the system's theme
