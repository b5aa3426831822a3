/**
 * Runs in the head before the first paint. It sets the reader's theme and sidebar state on the root element, so that nothing
 * flashes or moves; `theme.ts` and `sidebar-state.ts` in `lib/client/shell` store the values. It also holds shortcuts that are
 * pressed before the page is hydrated, so that the browser does not act on them; `use-shortcuts.ts` asks for them to be replayed.
 * The script is identical on every page, so that a content security policy can allow its hash.
 */
export const FIRST_PAINT = `try {
  const { dataset } = document.documentElement;
  const theme = localStorage.getItem('runnel.theme');
  if (theme === 'light' || theme === 'dark') dataset.theme = theme;
  if (localStorage.getItem('runnel.sidebar') === 'closed') dataset.sidebar = 'closed';
} catch {} // without storage, the page follows the system's theme
{
  const held = [];
  const hold = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (!(event.shiftKey ? /^[fo]$/i : /^[bk,.]$/i).test(event.key)) return;
    if (!document.querySelector('textarea')) return; // a page without a chat
    event.preventDefault();
    held.push(event);
  };
  addEventListener('keydown', hold);
  addEventListener('runnel:hydrated', () => {
    removeEventListener('keydown', hold);
    for (const event of held) event.target.dispatchEvent(new KeyboardEvent('keydown', event));
  }, { once: true });
}`;
