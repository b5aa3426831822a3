'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { PromptRow } from '../history/database.ts';
import { whenIdle } from '../platform/when-idle.ts';

/** The reusable prompts as they are when the component is mounted. Undefined until they are read, and without storage. */
export function useSavedPrompts(): PromptRow[] | undefined {
  const locale = useLocale();
  const [prompts, setPrompts] = useState<PromptRow[]>();
  useEffect(() => {
    let cancelled = false;
    const read = async () => {
      const { listPrompts } = await import('./prompts.ts');
      const found = await listPrompts(locale);
      if (!cancelled) setPrompts(found);
    };
    whenIdle(() => void read().catch(() => undefined)); // without storage there are no prompts
    return () => {
      cancelled = true;
    };
  }, [locale]);
  return prompts;
}
