import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { Logo } from '../header/logo.tsx';

/** The logo and the greeting of a new chat, above its composer. In a low window the gaps are narrower. */
export function Greeting() {
  const t = useTranslations();
  return (
    <div className="flex flex-col items-center gap-[min(2rem,4dvh)] pb-1">
      <Logo className="size-10 text-accent" />
      <h1 className="text-center text-[clamp(1.75rem,3vw,2.5rem)]/[1.2] font-semibold tracking-[-0.02em] text-balance">
        {t.greeting}
      </h1>
    </div>
  );
}

/** Example prompts for a new chat, below its composer. */
export function StarterPrompts({ onPrompt }: { onPrompt(text: string): void }) {
  const t = useTranslations();
  return (
    <ul className="mt-[min(2rem,4dvh)] mb-auto grid gap-2 sm:grid-cols-2">
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
  );
}
