import { useTranslations } from '#lib/i18n/use-translations.tsx';

/** A new chat before its first message: a greeting and four example prompts. */
export function EmptyChat({ onPrompt }: { onPrompt(text: string): void }) {
  const t = useTranslations();
  return (
    <div className="my-auto flex flex-col gap-8 py-10">
      <h1 className="text-center text-2xl font-medium tracking-tight text-balance">{t.greeting}</h1>
      <ul className="grid gap-2 sm:grid-cols-2">
        {t.prompts.map((prompt) => (
          <li key={prompt} className="flex">
            <button
              type="button"
              onClick={() => onPrompt(prompt)}
              className="flex-1 rounded-xl border border-line px-4 py-3 text-left text-[0.9375rem]/6 text-muted transition-colors duration-150 hover:border-accent/50 hover:bg-surface hover:text-ink"
            >
              {prompt}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
