import { memo } from 'react';
import type { StorageProblem } from '#lib/client/history/storage-problem.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import type { PageTranslations } from '#lib/i18n/en/page.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

type ModelNoticeProps = { models: Models; unsaved: StorageProblem | false };

/** One quiet line below the composer: who answers when it is not a real model, and what does not work. */
export const ModelNotice = memo(function ModelNotice({ models, unsaved }: ModelNoticeProps) {
  const texts = useTranslations();
  const notice = unsaved ? texts.unsaved[unsaved] : modelNotice(models, texts);
  return (
    <p
      className={`mt-2 min-h-5 text-center text-sm text-balance ${unsaved ? 'text-danger' : 'text-muted'}`}
      role="status"
    >
      {notice}
    </p>
  );
});

function modelNotice(
  { catalogue, unreachable, chosen }: Models,
  texts: PageTranslations,
): string | undefined {
  if (unreachable) return navigator.onLine ? texts.modelsUnreachable : texts.readOffline;
  switch (catalogue?.notice?.code) {
    case 'demo-only':
      return texts.demoOnly;
    case 'upstream-unreachable':
      return texts.upstreamUnreachable;
    case 'no-models':
      return texts.noModels;
  }
  const provider = catalogue?.models.find((model) => model.id === chosen)?.provider;
  return provider === 'demo' ? texts.demoChosen : undefined;
}
