import { useMarkdown } from '#lib/client/reading/load-markdown.ts';
import { useReadingSettings } from '#lib/client/reading/use-reading-settings.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { textSource } from '#lib/protocol/growing-text.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';

type TextPartProps = { part: Extract<MessagePart, { type: 'text' }>; streaming: boolean };

/** Text of an answer as Markdown, or as plain text until the renderer is loaded. */
export function TextPart({ part, streaming }: TextPartProps) {
  const { markdown } = useDeferredTranslations();
  const Markdown = useMarkdown();
  const settings = useReadingSettings();
  if (part.text === '' && !streaming) return null;
  return (
    // No `dir` here: each block has its own, and on the whole part the browser would scan all text after every addition.
    <div data-part="text">
      {Markdown ? (
        <Markdown text={textSource(part)} streaming={streaming} labels={markdown} {...settings} />
      ) : (
        <div className="wrap-break-word whitespace-pre-wrap" dir="auto">
          {part.text}
        </div>
      )}
    </div>
  );
}
