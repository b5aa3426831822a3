import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { linkTarget } from '#lib/markdown/render/link-target.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';

type SourcePart = Extract<MessagePart, { type: 'source-url' }>;

/** The numbered sources of an answer, each with its host. */
export function SourceList({ sources }: { sources: readonly SourcePart[] }) {
  const t = useMessageTranslations();
  const unique = [...new Map(sources.map((source) => [source.url, source])).values()];
  if (unique.length === 0) return null;
  return (
    <section aria-label={t.sources} className="text-sm">
      <h3 className="mb-1 text-muted">{t.sources}</h3>
      <ol className="flex flex-col">
        {unique.map(({ url, title }, index) => {
          const host = getHost(url);
          return (
            <li key={url} className="flex min-w-0 items-baseline gap-2">
              <span className="w-5 shrink-0 text-right text-muted tabular-nums" aria-hidden>
                {index + 1}
              </span>
              <a
                href={host === undefined ? undefined : url}
                target="_blank"
                rel="noopener noreferrer nofollow"
                className="min-w-0 truncate py-0.5 text-accent underline-offset-4 hover:underline"
              >
                {title ?? url}
              </a>
              {host !== undefined && <span className="shrink-0 text-muted">{host}</span>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** Undefined unless the URL is http(s) and may be a link. */
function getHost(url: string): string | undefined {
  if (!/^https?:/.test(url) || !URL.canParse(url)) return undefined;
  const isLink = linkTarget(url, url, location.href).href !== undefined;
  return isLink ? new URL(url).host.replace(/^www\./, '') : undefined;
}
