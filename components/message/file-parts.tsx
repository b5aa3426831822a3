import { FileText } from 'lucide-react';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import type { MessagePart } from '#lib/protocol/run-event.ts';

type FilePart = Extract<MessagePart, { type: 'file' }>;

/** The files of a message. Embedded images are shown, other files can be downloaded: a request to another host needs a click. */
export function FileParts({ files }: { files: readonly FilePart[] }) {
  const t = useMessageTranslations();
  const safe = files.filter(({ url }) => /^(data:|https:)/.test(url));
  if (safe.length === 0) return null;
  return (
    <ul aria-label={t.attachments} className="flex max-w-full flex-wrap gap-2">
      {safe.map((file, index) => {
        const name = file.filename ?? t.attachment;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever appended
          <li key={index} className="max-w-full">
            {file.url.startsWith('data:') && /^image\/(?!svg)/.test(file.mediaType) ? (
              // biome-ignore lint/performance/noImgElement: a data URL; there is nothing to resize
              <img src={file.url} alt={name} className="max-h-64 max-w-full rounded-xl border border-line" />
            ) : (
              <a
                href={file.url}
                download={name}
                target="_blank"
                rel="noopener noreferrer nofollow"
                aria-label={t.download(name)}
                className="flex max-w-full items-center gap-2 rounded-xl border border-line bg-raised px-3 py-2 text-sm transition-colors duration-150 hover:border-accent/50"
              >
                <FileText className="size-4 shrink-0 text-muted" aria-hidden />
                <span className="truncate">{name}</span>
                {file.url.startsWith('https:') && URL.canParse(file.url) && (
                  <span className="shrink-0 text-muted">{new URL(file.url).host}</span>
                )}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}
