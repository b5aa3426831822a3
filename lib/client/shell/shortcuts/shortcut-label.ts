import 'client-only';
import { SHORTCUTS, type ShortcutName } from './shortcuts.ts';

/** Formats a shortcut for the reader's platform: `Ctrl+K`, or `⌘K` on Apple devices. */
export function formatShortcut(name: ShortcutName): string {
  const { mod, shift, key } = SHORTCUTS[name];
  const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);
  const cap = key === 'Escape' ? 'Esc' : key.toUpperCase();
  const caps = [mod && (mac ? '⌘' : 'Ctrl'), shift && (mac ? '⇧' : 'Shift'), cap].filter(Boolean);
  return caps.join(mac ? '' : '+');
}
