import { toJsonNode } from '#lib/client/tools/json-node.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { type ContentItem, isContentOutput } from '#lib/tools/content-output.ts';
import { isProgramOutput } from '#lib/tools/program-output.ts';
import { isTimeOutput, type TimeOutput } from '#lib/tools/time-output.ts';
import { FoldableText } from './foldable-text.tsx';
import { ProgramView } from './program-view.tsx';
import { ValueView } from './value-view.tsx';

/** A tool's output: text, images, or the fields of a JSON value. */
export function Output({ output }: { output: unknown }) {
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-2">
      <OutputContent output={output} />
    </div>
  );
}

function OutputContent({ output }: { output: unknown }) {
  if (isContentOutput(output)) {
    return output.content.map((item, index) => <OutputItem key={String(index)} item={item} />);
  }
  if (isProgramOutput(output)) return <ProgramView output={output} />;
  if (isTimeOutput(output)) return <LocalTime output={output} />;
  if (hasText(output)) return <FoldableText text={output.text} />;
  return <ValueView node={toJsonNode(output)} />;
}

/** The output's own text is meant for the model; the user sees the time formatted for their locale. */
function LocalTime({ output: { utc, timeZone } }: { output: TimeOutput }) {
  const format = { timeZone, dateStyle: 'full', timeStyle: 'short' } as const;
  const text = new Intl.DateTimeFormat(LANGUAGE_TAGS[useLocale()], format).format(new Date(utc));
  return (
    <p>
      <time dateTime={utc}>{text}</time> ({timeZone})
    </p>
  );
}

function OutputItem({ item }: { item: ContentItem }) {
  const t = useToolTranslations();
  switch (item.type) {
    case 'text':
      return <FoldableText text={item.text} />;
    case 'image':
      return (
        // biome-ignore lint/performance/noImgElement: a data URL; there is nothing to optimize
        <img
          src={`data:${item.mediaType};base64,${item.data}`}
          alt={t.toolImage}
          loading="lazy"
          decoding="async"
          className="max-h-96 max-w-full self-start rounded-lg border border-line object-contain"
        />
      );
    case 'link':
      return (
        <a
          href={/^https?:/.test(item.url) ? item.url : undefined}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="truncate text-accent underline underline-offset-4"
        >
          {item.title}
        </a>
      );
    case 'other':
      return <p className="text-muted">{item.description}</p>;
  }
}

/** Built-in tools return the text to show as `text`; their other fields are for the model. */
function hasText(output: unknown): output is { text: string } {
  return typeof output === 'object' && output !== null && 'text' in output && typeof output.text === 'string';
}
