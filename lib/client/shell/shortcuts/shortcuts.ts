import 'client-only';
import { focusComposer } from '#lib/client/composer/composer-field.ts';
import { getCurrentChat } from '../current-chat.ts';
import { closeOverlay, getOverlay, type Overlay, openOverlay } from '../shell-state.ts';
import { hasRoomForSidebar, isSidebarOpen, setSidebarOpen } from '../sidebar-state.ts';
import { isSingleKey } from './single-keys.ts';

export type ShortcutName =
  | 'palette'
  | 'newChat'
  | 'search'
  | 'sidebar'
  | 'settings'
  | 'stop'
  | 'composer'
  | 'shortcuts';

/** `mod`: Ctrl, or Cmd on a Mac. `key`: the value of `KeyboardEvent.key`, letters in lower case. */
type Keys = { mod?: true; shift?: true; key: string };

/** The global shortcuts. `?` is ignored in text fields. For J and K see `use-message-keys.ts`. */
export const SHORTCUTS: Record<ShortcutName, Keys> = {
  palette: { mod: true, key: 'k' },
  newChat: { mod: true, shift: true, key: 'o' },
  search: { mod: true, shift: true, key: 'f' },
  sidebar: { mod: true, key: 'b' },
  settings: { mod: true, key: ',' },
  stop: { mod: true, key: '.' },
  composer: { shift: true, key: 'Escape' },
  shortcuts: { key: '?' },
};

/** Returns the shortcut that a key press triggers, if any. */
export function findShortcut(event: KeyboardEvent): ShortcutName | undefined {
  if (event.altKey || event.isComposing) return undefined;
  const mod = event.ctrlKey || event.metaKey;
  const found = Object.entries(SHORTCUTS).find(([, keys]) => {
    // Some keyboard layouts need Shift for a question mark, others do not.
    const shift = keys.key === '?' ? event.shiftKey : (keys.shift ?? false);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    return keys.key === key && (keys.mod ?? false) === mod && shift === event.shiftKey;
  });
  const name = found?.[0] as ShortcutName | undefined;
  return name === 'shortcuts' && !isSingleKey(event) ? undefined : name;
}

/** Carries out a shortcut. */
export function runShortcut(name: ShortcutName, newChat: () => void): void {
  switch (name) {
    case 'newChat':
      closeOverlay();
      newChat();
      break;
    case 'palette':
    case 'search':
    case 'settings':
    case 'shortcuts':
      toggle(name);
      break;
    case 'sidebar':
      if (hasRoomForSidebar()) setSidebarOpen(!isSidebarOpen());
      else toggle('drawer');
      break;
    case 'stop':
      getCurrentChat()?.stop();
      break;
    case 'composer':
      closeOverlay();
      setTimeout(focusComposer); // a dialog traps the focus until it has closed
      break;
    default:
      name satisfies never;
  }
}

function toggle(overlay: Overlay): void {
  if (getOverlay() === overlay) closeOverlay();
  else openOverlay(overlay);
}
