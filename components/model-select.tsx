import { ChevronDown } from 'lucide-react';
import type { Models } from '#lib/client/use-models.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';

/** Which model is asked. With only one there is nothing to choose, and its name is shown. */
export function ModelSelect({ models }: { models: Models }) {
  const texts = useMessages();
  const offered = models.catalogue?.models ?? [];
  const only = offered[0];
  if (only === undefined) return null;
  if (offered.length === 1) return <span className="truncate px-2 text-sm text-muted">{only.label}</span>;
  return (
    <span className="relative flex min-w-0 items-center text-sm text-muted">
      <select
        aria-label={texts.model}
        value={models.chosen}
        onChange={(event) => models.choose(event.target.value)}
        className="h-10 max-w-56 min-w-0 appearance-none truncate rounded-lg bg-transparent pr-7 pl-2 transition-colors duration-150 hover:bg-surface hover:text-ink"
      >
        {offered.map((model) => (
          <option key={model.id} value={model.id}>
            {model.label}
          </option>
        ))}
      </select>
      <ChevronDown className="pointer-events-none absolute right-2 size-3.5" aria-hidden />
    </span>
  );
}
