import { useMemo } from 'react';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';

/** Writes numbers and days as the page's language does. Created once: a formatter takes longer to create than to use. */
export function useFormats() {
  const tag = LANGUAGE_TAGS[useLocale()];
  return useMemo(() => {
    const compact = new Intl.NumberFormat(tag, { notation: 'compact', maximumSignificantDigits: 3 });
    const exact = new Intl.NumberFormat(tag);
    const cost = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 });
    const smallCost = new Intl.NumberFormat(tag, { maximumSignificantDigits: 3 });
    const day = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short' });
    return {
      compact: (value: number) => compact.format(value),
      exact: (value: number) => exact.format(value),
      /** A cost may be far below a cent. The operator's prices have no currency. */
      cost: (value: number) => (value < 1 ? smallCost : cost).format(value),
      day: (date: Date) => day.format(date),
    };
  }, [tag]);
}
