import 'client-only';

/** The app's own icon, before the first change of it. */
let own: string | undefined;

/** Shows in the tab's icon that an answer is being written, or that one has ended unseen; undefined shows the app's own icon. */
export function showTabIcon(state: 'running' | 'finished' | undefined): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  if (link === null) return;
  own ??= link.href;
  link.href = state ? `/icons/${state}.svg` : own;
}
