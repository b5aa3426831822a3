import { useCallback, useEffect } from 'react';
import { whenNoAnswerStreams } from '#lib/client/shell/current-chat.ts';
import {
  closeOverlay,
  getOverlay,
  type Overlay,
  openOverlay,
  showToast,
} from '#lib/client/shell/shell-state.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { OverlayProps } from './overlay-props.ts';

type OverlaysProps = { overlay: Overlay | undefined; chatId: ChatId | undefined } & Omit<
  OverlayProps,
  'chatId'
>;

const compare = lazyValue(() =>
  import('../compare/compare-dialog.tsx').then((module) => module.CompareDialog),
);
const drawer = lazyValue(() => import('./sidebar/drawer.tsx').then((module) => module.Drawer));
const palette = lazyValue(() => import('./palette.tsx').then((module) => module.Palette));
const replay = lazyValue(() => import('../replay/replay-dialog.tsx').then((module) => module.ReplayDialog));
const search = lazyValue(() => import('./search-dialog.tsx').then((module) => module.SearchDialog));
const settings = lazyValue(() =>
  import('../settings/settings-dialog.tsx').then((module) => module.SettingsDialog),
);
const signIn = lazyValue(() => import('./sign-in.tsx').then((module) => module.SignIn));
const inspector = lazyValue(() => import('../inspector/inspector.tsx').then((module) => module.Inspector));
const shortcuts = lazyValue(() => import('./shortcuts-dialog.tsx').then((module) => module.ShortcutsDialog));

/** How long the toast with the retry button stays, as long as one with an undo button. */
const RETRY_MS = 10_000;

/** Loads all overlays, so that they open at once and also work offline. */
function prefetchOverlays(): void {
  const parts = [compare, drawer, palette, replay, search, settings, shortcuts, signIn, inspector];
  for (const part of parts) part.prefetch();
}

/** The open dialog or drawer. Each is loaded when the page is idle and no answer streams, or when it is first opened. */
export function Overlays({ overlay, chatId, ...rest }: OverlaysProps) {
  const { notLoaded, retry } = useTranslations();
  useEffect(() => whenNoAnswerStreams(prefetchOverlays), []);
  // Close it, or it would open once loaded and take the focus from whatever the user is doing by then.
  const onFail = useCallback(() => {
    const missing = getOverlay();
    closeOverlay();
    if (missing) showToast(notLoaded, { label: retry, run: () => openOverlay(missing) }, RETRY_MS);
  }, [notLoaded, retry]);
  const isPalette = overlay === 'palette' || overlay === 'prompts';
  const { value: Compare } = useLazyValue(compare, overlay === 'compare', onFail);
  const { value: Drawer } = useLazyValue(drawer, overlay === 'drawer', onFail);
  const { value: Palette } = useLazyValue(palette, isPalette, onFail);
  const { value: Replay } = useLazyValue(replay, overlay === 'replay', onFail);
  const { value: Search } = useLazyValue(search, overlay === 'search', onFail);
  const isSettings = overlay === 'settings' || overlay === 'edit-prompts';
  const { value: Settings } = useLazyValue(settings, isSettings, onFail);
  const { value: Shortcuts } = useLazyValue(shortcuts, overlay === 'shortcuts', onFail);
  const { value: Inspector } = useLazyValue(inspector, overlay === 'inspector', onFail);
  const { value: SignIn } = useLazyValue(signIn, overlay === 'sign-in', onFail);
  if (overlay === undefined || chatId === undefined) return null;
  const props: OverlayProps = { chatId, ...rest };
  switch (overlay) {
    case 'compare':
      return Compare && <Compare {...props} />;
    case 'drawer':
      return Drawer && <Drawer {...props} />;
    case 'palette':
    case 'prompts':
      return Palette && <Palette key={overlay} {...props} promptsOnly={overlay === 'prompts'} />;
    case 'replay':
      return Replay && <Replay />;
    case 'search':
      return Search && <Search />;
    case 'settings':
    case 'edit-prompts':
      return Settings && <Settings {...props} tab={overlay === 'settings' ? 'chat' : 'prompts'} />;
    case 'shortcuts':
      return Shortcuts && <Shortcuts />;
    case 'inspector':
      return Inspector && <Inspector />;
    case 'sign-in':
      return SignIn && <SignIn />;
    default:
      return overlay satisfies never;
  }
}
