import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { Logo } from '../header/logo.tsx';

/** The logo and the greeting of a new chat, above its composer. In a low window the gaps are narrower. */
export function Greeting() {
  const t = useTranslations();
  return (
    <div className="flex flex-col items-center gap-[min(2rem,3.6dvh)] pb-1">
      <Logo className="size-10 text-accent" />
      <h1 className="text-center text-[clamp(1.75rem,3vw,2.5rem)]/[1.2] font-semibold tracking-[-0.02em] text-balance">
        {t.greeting}
      </h1>
    </div>
  );
}
