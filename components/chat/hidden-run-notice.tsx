import { useTalkTexts } from '#lib/i18n/use-talk-texts.ts';

/** Says that the answer which is being written is in a version that is not shown. */
export function HiddenRunNotice({ onShow }: { onShow(): void }) {
  const texts = useTalkTexts();
  return (
    <p className="flex flex-wrap gap-x-3 text-sm text-muted" role="status">
      {texts.elsewhere}
      <button
        type="button"
        onClick={onShow}
        className="rounded-md text-accent underline-offset-4 hover:underline"
      >
        {texts.showRun}
      </button>
    </p>
  );
}
