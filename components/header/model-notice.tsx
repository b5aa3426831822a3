import { memo } from 'react';
import type { StorageProblem } from '#lib/client/history/storage-problem.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';

const catalogueNotice = lazyValue(() =>
  import('./catalogue-notice.tsx').then((module) => module.CatalogueNotice),
);

type ModelNoticeProps = {
  models: Models;
  unsaved: StorageProblem | false;
  restored?: boolean;
  className?: string;
};

/** A line below the composer: storage problems, a chat that was saved again, a missing server, what the server says of its models. */
export const ModelNotice = memo(function ModelNotice(props: ModelNoticeProps) {
  const { models, unsaved, restored, className = '' } = props;
  const t = useTranslations();
  return (
    <p
      className={`text-center text-sm text-balance ${unsaved ? 'text-danger' : 'text-muted'} ${className}`}
      role="status"
    >
      {unsaved
        ? t.unsaved[unsaved]
        : restored
          ? t.restored
          : models.unreachable
            ? navigator.onLine
              ? t.modelsUnreachable
              : t.readOffline
            : models.catalogue && (
                <LazyPart part={catalogueNotice} quiet>
                  {(CatalogueNotice) => <CatalogueNotice models={models} />}
                </LazyPart>
              )}
    </p>
  );
});
