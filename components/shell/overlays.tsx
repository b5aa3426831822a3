import { useCallback, useEffect } from 'react';
import { closeOverlay, type Overlay, showToast } from '#lib/client/shell/shell-state.ts';
import { useLazy } from '#lib/client/shell/use-lazy.ts';
import type { Models } from '#lib/client/use-models.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';

export type OverlayProps = { chatId: ChatId; models: Models; onNewChat(): void };

type OverlaysProps = { overlay: Overlay | undefined; chatId: ChatId | undefined } & Omit<
  OverlayProps,
  'chatId'
>;

const loadDrawer = () => import('./drawer.tsx').then((module) => module.Drawer);
const loadPalette = () => import('./palette.tsx').then((module) => module.Palette);
const loadSearch = () => import('./search-dialog.tsx').then((module) => module.SearchDialog);
const loadSettings = () => import('../settings/settings-dialog.tsx').then((module) => module.SettingsDialog);
const loadShortcuts = () => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog);

/** Loads them all, so that the first letter that is typed after a shortcut meets its field, and without a line too. */
function prefetchOverlays(): void {
  for (const load of [loadDrawer, loadPalette, loadSearch, loadSettings, loadShortcuts]) {
    load().catch(() => undefined); // no line now: it is loaded again when it is opened
  }
}

/** What lies over the chat. Each is loaded when the page is idle, or when it is opened. */
export function Overlays({ overlay, chatId, ...rest }: OverlaysProps) {
  const { notLoaded } = useMessages();
  useEffect(prefetchOverlays, []);
  const onFail = useCallback(() => {
    closeOverlay();
    showToast(notLoaded);
  }, [notLoaded]);
  const isPalette = overlay === 'palette' || overlay === 'prompts';
  const Drawer = useLazy(loadDrawer, overlay === 'drawer', onFail);
  const Palette = useLazy(loadPalette, isPalette, onFail);
  const Search = useLazy(loadSearch, overlay === 'search', onFail);
  const Settings = useLazy(loadSettings, overlay === 'settings', onFail);
  const Shortcuts = useLazy(loadShortcuts, overlay === 'shortcuts', onFail);
  if (overlay === undefined || chatId === undefined) return null;
  const props: OverlayProps = { chatId, ...rest };
  switch (overlay) {
    case 'drawer':
      return Drawer && <Drawer {...props} />;
    case 'palette':
    case 'prompts':
      return Palette && <Palette key={overlay} {...props} promptsOnly={overlay === 'prompts'} />;
    case 'search':
      return Search && <Search />;
    case 'settings':
      return Settings && <Settings {...props} />;
    case 'shortcuts':
      return Shortcuts && <Shortcuts />;
    default:
      return overlay satisfies never;
  }
}
