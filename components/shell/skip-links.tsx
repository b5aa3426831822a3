import { focusComposer } from '#lib/client/composer/composer-field.ts';
import { focusElement } from '#lib/client/platform/focus-element.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';

const LINK =
  'not-focus:sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:border focus:border-line focus:bg-raised focus:px-4 focus:py-2.5 focus:text-sm focus:shadow-lg print:hidden';

/** The first links of the page, which lead past the sidebar and the header. Seen once they have the focus. */
export function SkipLinks() {
  const t = useShellTranslations();
  return (
    <>
      <SkipLink href="#chat" label={t.skipToChat} move={focusLatestMessage} />
      <SkipLink href="#composer" label={t.skipToComposer} move={focusComposer} />
    </>
  );
}

function SkipLink({ href, label, move }: { href: string; label: string; move(): void }) {
  return (
    // The address stays that of the chat.
    <a
      href={href}
      className={LINK}
      onClick={(event) => {
        event.preventDefault();
        move();
      }}
    >
      {label}
    </a>
  );
}

/** Focuses the last message, or the chat if it has none. */
function focusLatestMessage(): void {
  const target = Array.from(document.querySelectorAll<HTMLElement>('main, main article')).at(-1);
  if (target === undefined) return;
  target.scrollIntoView({ block: 'nearest' });
  focusElement(target);
}
