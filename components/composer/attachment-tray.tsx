import { FileText, LoaderCircle, TriangleAlert, X } from 'lucide-react';
import type { AttachmentWarning } from '#lib/client/attachments/attachment-warnings.ts';
import type { PendingFile } from '#lib/client/attachments/pending-files.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { LoadFailure } from '../ui/lazy-part.tsx';
import { SmallButton } from '../ui/small-button.tsx';

type AttachmentTrayProps = {
  files: readonly PendingFile[];
  warnings: readonly AttachmentWarning[];
  onRemove(id: number): void;
};

/** The files attached to the question, and the reasons why some of them cannot be sent. */
export function AttachmentTray({ files, warnings, onRemove }: AttachmentTrayProps) {
  const { attachments } = useMessageTranslations();
  return (
    <div className="px-3 pt-1 pb-2">
      <ul aria-label={attachments} className="flex flex-wrap gap-2 empty:hidden">
        {files.map(
          (file) => file.state !== 'refused' && <FileItem key={file.id} file={file} onRemove={onRemove} />,
        )}
      </ul>
      {files.some(({ state }) => state === 'unread') && <LoadFailure className="mt-1.5" />}
      <Problems files={files} warnings={warnings} onRemove={onRemove} />
    </div>
  );
}

function FileItem({ file, onRemove }: { file: PendingFile; onRemove(id: number): void }) {
  const { removeFile } = useMessageTranslations();
  return (
    <li className="relative flex h-14 max-w-56 items-center gap-2 rounded-xl border border-line bg-page pr-8 pl-1 touch:pr-11 text-sm">
      <Thumbnail file={file} />
      <span className="truncate">{file.name}</span>
      <button
        type="button"
        onClick={() => onRemove(file.id)}
        aria-label={removeFile(file.name)}
        title={removeFile(file.name)}
        className="absolute top-0 right-0 grid size-8 place-items-center rounded-lg text-muted transition-colors duration-150 hover:text-ink touch:h-full touch:w-11"
      >
        <X className="size-3.5" aria-hidden />
      </button>
    </li>
  );
}

function Problems({ files, warnings, onRemove }: AttachmentTrayProps) {
  const { notAttached, attachmentWarnings } = useDeferredTranslations();
  const { removeFile } = useMessageTranslations();
  return (
    <div role="alert" className="text-sm text-danger">
      {files.map(
        (file) =>
          file.state === 'refused' && (
            <p key={file.id} className="flex items-center gap-1">
              <span className="min-w-0 wrap-break-word">
                {file.name}: {notAttached[file.reason]}
              </span>
              <SmallButton icon={X} label={removeFile(file.name)} onClick={() => onRemove(file.id)} />
            </p>
          ),
      )}
      {warnings.map((warning) => {
        const text = attachmentWarnings[warning.code];
        const sentence = 'filename' in warning ? `${warning.filename}: ${text}` : text;
        return (
          <p key={sentence} className="mt-1.5 wrap-break-word">
            {sentence}
          </p>
        );
      })}
    </div>
  );
}

function Thumbnail({ file }: { file: PendingFile }) {
  const t = useMessageTranslations();
  const box = 'grid size-12 shrink-0 place-items-center text-muted';
  if (file.state === 'reading')
    return (
      <span className={box} role="img" aria-label={t.readingFile(file.name)}>
        <LoaderCircle className="size-4 animate-spin" aria-hidden />
      </span>
    );
  if (file.state !== 'ready')
    return (
      <span className={box}>
        <TriangleAlert className="size-4 text-danger" aria-hidden />
      </span>
    );
  if (file.part.mediaType.startsWith('image/'))
    // biome-ignore lint/performance/noImgElement: a data URL; there is nothing to fetch or resize
    return <img src={file.part.url} alt="" className="size-12 shrink-0 rounded-lg object-cover" />;
  return (
    <span className={box}>
      <FileText className="size-4" aria-hidden />
    </span>
  );
}
