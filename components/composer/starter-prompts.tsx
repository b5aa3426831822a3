import { insertIntoComposer } from '#lib/client/composer/composer-field.ts';
import { useSavedPrompts } from '#lib/client/settings/use-saved-prompts.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

/** As many saved prompts are shown as there are tasks. */
const MAX_SAVED = 4;

type StarterPromptsProps = {
  /** The built-in demo answers, which knows only its own prompts. */
  isDemo: boolean;
  onPrompt(text: string): void;
};

/** Prompts to begin with, below the composer of a new chat: what the reader has saved, or else tasks. */
export function StarterPrompts({ isDemo, onPrompt }: StarterPromptsProps) {
  const t = useTranslations();
  const saved = useSavedPrompts()?.slice(0, MAX_SAVED) ?? [];
  // A saved prompt may lack its end, so it is not sent yet.
  const starters =
    saved.length > 0 && !isDemo
      ? saved.map(({ id, name, text }) => ({ id, name, choose: () => insertIntoComposer(text) }))
      : (isDemo ? t.prompts : t.tasks).map((text) => ({
          id: text,
          name: text,
          choose: () => onPrompt(text),
        }));
  return (
    <ul className="mt-[min(2rem,3.6dvh)] mb-auto grid gap-2 sm:grid-cols-2">
      {starters.map(({ id, name, choose }) => (
        <li key={id} className="flex">
          <button
            type="button"
            onClick={choose}
            className="flex-1 rounded-xl border border-line px-4 py-2.5 text-left text-[0.9375rem]/6 text-muted transition-colors duration-150 sm:py-3 hover:border-accent/50 hover:bg-surface hover:text-ink"
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  );
}
