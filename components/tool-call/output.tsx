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

/** What came back from a tool: its words, its pictures, or its fields. */
export function Output({ output }: { output: unknown }) {
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-2">
      <Shown output={output} />
    </div>
  );
}

function Shown({ output }: { output: unknown }) {
  if (isContentOutput(output)) {
    return output.content.map((item, index) => <Item key={String(index)} item={item} />);
  }
  if (isProgramOutput(output)) return <ProgramView output={output} />;
  if (isTimeOutput(output)) return <Moment output={output} />;
  if (hasText(output)) return <FoldableText text={output.text} />;
  return <ValueView node={toJsonNode(output)} />;
}

/** The text in the output is for the model; a reader has their own way to write a date. */
function Moment({ output: { utc, timeZone } }: { output: TimeOutput }) {
  const format = { timeZone, dateStyle: 'full', timeStyle: 'short' } as const;
  const text = new Intl.DateTimeFormat(LANGUAGE_TAGS[useLocale()], format).format(new Date(utc));
  return (
    <p>
      <time dateTime={utc}>{text}</time> ({timeZone})
    </p>
  );
}

function Item({ item }: { item: ContentItem }) {
  const t = useToolTranslations();
  switch (item.type) {
    case 'text':
      return <FoldableText text={item.text} />;
    case 'image':
      return (
        // biome-ignore lint/performance/noImgElement: the picture is in the message; there is nothing to optimise it from
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

/** The tools of this server say in `text` what a reader should see; the rest of their output is for the model. */
function hasText(output: unknown): output is { text: string } {
  return typeof output === 'object' && output !== null && 'text' in output && typeof output.text === 'string';
}
