import { Command } from 'cmdk';
import { useEffect, useState } from 'react';
import { search } from '#lib/client/history/search/search.ts';
import type { ChatHit, SearchHit, SearchResult } from '#lib/client/history/search/search-history.ts';
import type { SnippetPiece } from '#lib/client/history/search/snippet.ts';
import { goToChat } from '#lib/client/platform/use-address.ts';
import { closeOverlay } from '#lib/client/shell/shell-state.ts';
import type { ShellTranslations } from '#lib/i18n/en/shell.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { PaletteSection } from './palette-item.tsx';

/** Finds chats by their titles and messages while the user types; lists the recent chats before that. Enter opens the selected one. */
export function SearchDialog() {
  const t = useShellTranslations();
  const [query, setQuery] = useState('');
  const found = useSearch(query);
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
          {found && found !== 'failed' && <Results found={found} hasQuery={query.trim() !== ''} />}
        </Command.List>
        <p role="status" className="px-5 pt-1 pb-3 text-sm text-muted empty:sr-only">
          {describeResult(found, query, t)}
        </p>
      </Command>
    </DialogFrame>
  );
}

function describeResult(found: Found, query: string, { search }: ShellTranslations): string | undefined {
  if (found === 'failed') return search.failed;
  if (query.trim() === '') return search.hint;
  return found && search.found(found.chats.length, found.total, found.hits.length);
}

function Results({ found, hasQuery }: { found: SearchResult; hasQuery: boolean }) {
  const { search } = useShellTranslations();
  return (
    <>
      <PaletteSection title={hasQuery ? search.chats : search.recent}>
        {found.chats.map((hit) => (
          <ChatItem key={hit.chatId} hit={hit} />
        ))}
      </PaletteSection>
      <PaletteSection title={search.messages}>
        {found.hits.map((hit) => (
          <HitItem key={hit.messageId} hit={hit} />
        ))}
      </PaletteSection>
    </>
  );
}

const ITEM = 'flex cursor-pointer rounded-xl px-3 py-2 data-[selected=true]:bg-line/50';

function ChatItem({ hit: { chatId, title, updatedAt } }: { hit: ChatHit }) {
  const { sidebar } = useShellTranslations();
  return (
    <Command.Item
      value={`chat ${chatId}`}
      onSelect={() => {
        closeOverlay();
        goToChat(chatId, 'push');
      }}
      className={`${ITEM} min-h-10 items-center gap-3 touch:min-h-11`}
    >
      <span className="min-w-0 flex-1 truncate text-sm font-medium" dir="auto">
        {title.length > 0 ? <Marked pieces={title} /> : sidebar.untitled}
      </span>
      <Time at={updatedAt} />
    </Command.Item>
  );
}

function HitItem({ hit }: { hit: SearchHit }) {
  const t = useShellTranslations();
  const { chatId, chatTitle, messageId, createdAt, snippet } = hit;
  return (
    <Command.Item
      value={messageId}
      onSelect={() => {
        closeOverlay();
        goToChat(chatId, 'push', messageId);
      }}
      className={`${ITEM} flex-col gap-0.5`}
    >
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate text-sm font-medium" dir="auto">
          {chatTitle || t.sidebar.untitled}
        </span>
        <Time at={createdAt} />
      </span>
      <span className="line-clamp-2 text-sm text-muted" dir="auto">
        <Marked pieces={snippet} />
      </span>
    </Command.Item>
  );
}

function Marked({ pieces }: { pieces: readonly SnippetPiece[] }) {
  return pieces.map(({ text, marked }, index) =>
    marked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a snippet are never reordered
      <mark key={index} className="rounded-xs bg-accent/25 text-ink">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}

function Time({ at }: { at: number }) {
  const locale = useLocale();
  return (
    <time dateTime={new Date(at).toISOString()} className="shrink-0 text-xs text-muted">
      {formatTime(at, LANGUAGE_TAGS[locale])}
    </time>
  );
}

type Found = SearchResult | 'failed' | undefined;

/** The result of a query. Until it arrives, the result of the previous query stays. */
function useSearch(query: string): Found {
  const [found, setFound] = useState<Found>();
  useEffect(() => {
    let cancelled = false;
    search(query.trim()).then(
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

/** The time for today, the date before that. */
function formatTime(at: number, locale: string): string {
  const [day, today] = [new Date(at), new Date()];
  if (day.toDateString() === today.toDateString())
    return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(day);
  const year = day.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', year }).format(day);
}
