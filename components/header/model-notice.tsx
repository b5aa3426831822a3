import { memo } from 'react';
import type { StorageProblem } from '#lib/client/history/storage-problem.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import type { PageTranslations } from '#lib/i18n/en/page.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

type ModelNoticeProps = { models: Models; unsaved: StorageProblem | false; restored?: boolean };

/** A line below the composer: storage problems, a chat that was saved again, a missing server, the demo model. */
export const ModelNotice = memo(function ModelNotice({ models, unsaved, restored }: ModelNoticeProps) {
  const t = useTranslations();
  const notice = unsaved ? t.unsaved[unsaved] : restored ? t.restored : modelNotice(models, t);
  return (
    <p
      className={`mt-2 min-h-5 text-center text-sm text-balance ${unsaved ? 'text-danger' : 'text-muted'}`}
      role="status"
    >
      {notice}
    </p>
  );
});

function modelNotice({ catalogue, unreachable, chosen }: Models, t: PageTranslations): string | undefined {
  if (unreachable) return navigator.onLine ? t.modelsUnreachable : t.readOffline;
  switch (catalogue?.notice?.code) {
    case 'demo-only':
      return t.demoOnly;
    case 'upstream-unreachable':
      return t.upstreamUnreachable;
    case 'no-models':
      return t.noModels;
    case 'no-redis':
      return t.noRedis;
  }
  const provider = catalogue?.models.find((model) => model.id === chosen)?.provider;
  return provider === 'demo' ? t.demoChosen : undefined;
}
