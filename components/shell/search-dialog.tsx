import { Command } from 'cmdk';
import { useEffect, useState } from 'react';
import { prewarmSearch, search } from '#lib/client/history/search/search.ts';
import type { SearchHit, SearchResult } from '#lib/client/history/search/search-history.ts';
import { goToChat } from '#lib/client/platform/use-address.ts';
import { closeOverlay } from '#lib/client/shell/shell-state.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';

/** Searches the messages of all chats while the user types. Enter opens the selected message. */
export function SearchDialog() {
  const t = useShellTranslations();
  const [query, setQuery] = useState('');
  const found = useSearch(query);
  const hasQuery = query.trim() !== '';
  return (
    <DialogFrame bare title={t.search.title}>
      <Command shouldFilter={false} label={t.search.title} className="flex min-h-0 flex-col">
        <Command.Input
          value={query}
          onValueChange={setQuery}
          placeholder={t.search.placeholder}
          className="w-full border-b border-line bg-transparent px-5 py-4 outline-none placeholder:text-muted"
        />
        <Command.List label={t.search.results} className="min-h-0 flex-1 overflow-y-auto p-2">
          {hasQuery &&
            found !== 'failed' &&
            found?.hits.map((hit) => <HitItem key={hit.messageId} hit={hit} />)}
        </Command.List>
        <p role="status" className="px-5 pt-1 pb-3 text-sm text-muted empty:hidden">
          {found === 'failed'
            ? t.search.failed
            : !hasQuery
              ? t.search.hint
              : found && t.search.found(found.total, found.hits.length)}
        </p>
      </Command>
    </DialogFrame>
  );
}

function HitItem({ hit }: { hit: SearchHit }) {
  const t = useShellTranslations();
  const locale = useLocale();
  const { chatId, chatTitle, messageId, createdAt, snippet } = hit;
  return (
    <Command.Item
      value={messageId}
      onSelect={() => {
        closeOverlay();
        goToChat(chatId, 'push', messageId);
      }}
      className="flex cursor-pointer flex-col gap-0.5 rounded-xl px-3 py-2 data-[selected=true]:bg-line/50"
    >
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate text-sm font-medium" dir="auto">
          {chatTitle || t.sidebar.untitled}
        </span>
        <time dateTime={new Date(createdAt).toISOString()} className="shrink-0 text-xs text-muted">
          {formatTime(createdAt, LANGUAGE_TAGS[locale])}
        </time>
      </span>
      <span className="line-clamp-2 text-sm text-muted" dir="auto">
        {snippet.map(({ text, marked }, index) =>
          marked ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a snippet are never reordered
            <mark key={index} className="rounded-xs bg-accent/25 text-ink">
              {text}
            </mark>
          ) : (
            text
          ),
        )}
      </span>
    </Command.Item>
  );
}

/** The result of a query. Until it arrives, the result of the previous query stays. */
function useSearch(query: string): SearchResult | 'failed' | undefined {
  const [found, setFound] = useState<SearchResult | 'failed'>();
  useEffect(prewarmSearch, []);
  useEffect(() => {
    if (query.trim() === '') return setFound(undefined);
    let cancelled = false;
    search(query).then(
      (result) => !cancelled && setFound(result),
      (error: unknown) => {
        // An AbortError means that a newer search replaced this one.
        if (!cancelled && !(error instanceof DOMException)) setFound('failed');
      },
    );
    return () => {
      cancelled = true;
    };
  }, [query]);
  return found;
}

/** The time for today's messages, the date for older ones. */
function formatTime(at: number, locale: string): string {
  const [day, today] = [new Date(at), new Date()];
  if (day.toDateString() === today.toDateString())
    return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(day);
  const year = day.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', year }).format(day);
}
