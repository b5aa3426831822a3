import { useMessageTranslations } from '#lib/i18n/message-translations.ts';

/** Says that an answer is streaming in a version that is not shown. */
export function HiddenRunNotice({ onShow }: { onShow(): void }) {
  const t = useMessageTranslations();
  return (
    <p className="flex flex-wrap gap-x-3 text-sm text-muted">
      {t.answeringElsewhere}
      <button
        type="button"
        onClick={onShow}
        className="touch-area rounded-md text-accent underline-offset-4 hover:underline"
      >
        {t.viewVersion}
      </button>
    </p>
  );
}
