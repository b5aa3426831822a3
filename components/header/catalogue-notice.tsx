import type { Models } from '#lib/client/shell/use-models.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';

/** What the server says about its models, or that the demo is chosen. */
export function CatalogueNotice({ models: { catalogue, chosen } }: { models: Models }) {
  const { modelNotices: t } = useDeferredTranslations();
  const notice = catalogue?.notice;
  switch (notice?.code) {
    case 'demo-only':
      return t.demoOnly;
    case 'upstream-unreachable':
      return t.upstreamUnreachable(notice.address, notice.variable);
    case 'no-models':
      return t.noModels;
    case 'no-redis':
      return t.noRedis;
  }
  const provider = catalogue?.models.find((model) => model.id === chosen)?.provider;
  return provider === 'demo' ? t.demoChosen : undefined;
}
