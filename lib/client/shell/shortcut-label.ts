import 'client-only';
import { SHORTCUTS, type ShortcutName } from './shortcuts.ts';

/** The keys as they are printed on the reader's keyboard: `Ctrl+K`, or `⌘K` on a Mac. */
export function formatShortcut(name: ShortcutName): string {
  const { mod, shift, key } = SHORTCUTS[name];
  const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  const cap = key === 'Escape' ? 'Esc' : key.toUpperCase();
  const caps = [mod && (mac ? '⌘' : 'Ctrl'), shift && (mac ? '⇧' : 'Shift'), cap].filter(Boolean);
  return caps.join(mac ? '' : '+');
}
