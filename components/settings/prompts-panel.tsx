import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { PromptRow } from '#lib/client/history/database.ts';
import { classifyStorageError } from '#lib/client/history/storage-problem.ts';
import { addPrompt, changePrompt, deletePrompt, listPrompts } from '#lib/client/settings/prompts.ts';
import { showToast } from '#lib/client/shell/shell-state.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { BUTTON } from './fields/field.tsx';
import { PromptForm } from './prompt-form.tsx';

/** Lists the reusable prompts and edits them. */
export function PromptsPanel() {
  const t = useShellTranslations().prompts;
  const { prompts, attempt } = usePrompts();
  const [edited, setEdited] = useState<PromptRow | 'new'>();
  const [wasEdited, setWasEdited] = useState(false);
  const close = () => {
    setEdited(undefined);
    setWasEdited(true);
  };
  if (edited !== undefined) {
    const save = async (name: string, text: string) => {
      if (text.trim() === '') return close();
      const saved = await attempt(() =>
        edited === 'new' ? addPrompt(text, name) : changePrompt(edited.id, { name, text }),
      );
      if (saved) close();
    };
    return <PromptForm prompt={edited === 'new' ? undefined : edited} onSave={save} onCancel={close} />;
  }
  return (
    <>
      <p className="mb-4 text-sm text-muted">{t.about}</p>
      <ul className="mb-4">
        {prompts.map((prompt) => (
          <li key={prompt.id} className="flex items-center gap-1 border-b border-line py-1">
            <span className="min-w-0 flex-1">
              <span className="block truncate text-[0.9375rem]">{prompt.name}</span>
              <span className="block truncate text-sm text-muted">{prompt.text}</span>
            </span>
            <IconButton icon={Pencil} label={t.edit(prompt.name)} onClick={() => setEdited(prompt)} />
            <IconButton
              icon={Trash2}
              label={t.delete(prompt.name)}
              onClick={() => void attempt(() => deletePrompt(prompt.id))}
            />
          </li>
        ))}
      </ul>
      <button
        type="button"
        // biome-ignore lint/a11y/noAutofocus: the form that had the focus is gone
        autoFocus={wasEdited}
        className={`${BUTTON} flex items-center gap-2`}
        onClick={() => setEdited('new')}
      >
        <Plus className="size-4 text-muted" aria-hidden />
        {t.add}
      </button>
    </>
  );
}

/** `attempt` runs a change, lists the prompts again and returns true; a failure is shown as a toast. */
function usePrompts() {
  const { storageErrors } = useDeferredTranslations();
  const locale = useLocale();
  const [prompts, setPrompts] = useState<PromptRow[]>([]);
  const attempt = useCallback(
    async (change: () => Promise<unknown>) => {
      try {
        await change();
        setPrompts(await listPrompts(locale));
        return true;
      } catch (error) {
        showToast(storageErrors[classifyStorageError(error)]);
        return false;
      }
    },
    [locale, storageErrors],
  );
  useEffect(() => void attempt(async () => {}), [attempt]);
  return { prompts, attempt };
}
