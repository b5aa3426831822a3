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
import { BUTTON, CONTROL, Field } from './field.tsx';

/** The texts that are used again and again: a "/" in an empty composer offers them. */
export function PromptsPanel() {
  const t = useShellTranslations().prompts;
  const { storageErrors } = useDeferredTranslations();
  const locale = useLocale();
  const [prompts, setPrompts] = useState<PromptRow[]>([]);
  const [edited, setEdited] = useState<PromptRow | 'new'>();
  const [wasEdited, setWasEdited] = useState(false);
  const attempt = useCallback(
    async (work: () => Promise<unknown>) => {
      try {
        await work();
        setPrompts(await listPrompts(locale));
      } catch (error) {
        showToast(storageErrors[classifyStorageError(error)]);
      }
    },
    [locale, storageErrors],
  );
  useEffect(() => void attempt(async () => {}), [attempt]);

  if (edited !== undefined) {
    const keep = (name: string, text: string) => {
      setEdited(undefined);
      setWasEdited(true);
      if (text.trim() === '') return;
      void attempt(() =>
        edited === 'new' ? addPrompt(text, name) : changePrompt(edited.id, { name, text }),
      );
    };
    return <PromptForm prompt={edited === 'new' ? undefined : edited} onKeep={keep} />;
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

type PromptFormProps = { prompt: PromptRow | undefined; onKeep(name: string, text: string): void };

function PromptForm({ prompt, onKeep }: PromptFormProps) {
  const t = useShellTranslations().prompts;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        onKeep(String(data.get('name')), String(data.get('text')));
      }}
    >
      <Field label={t.name} hint={t.nameHint}>
        {(attributes) => (
          <input {...attributes} name="name" maxLength={80} className={CONTROL} defaultValue={prompt?.name} />
        )}
      </Field>
      <Field label={t.text}>
        {(attributes) => (
          <textarea
            {...attributes}
            name="text"
            required
            rows={6}
            // biome-ignore lint/a11y/noAutofocus: someone has just asked to write here
            autoFocus
            className={`${CONTROL} field-sizing-content max-h-72 min-h-32`}
            defaultValue={prompt?.text}
          />
        )}
      </Field>
      <div className="flex gap-2">
        <button
          type="submit"
          className={`${BUTTON} border-transparent bg-accent text-on-accent hover:bg-accent`}
        >
          {t.save}
        </button>
        <button type="button" className={BUTTON} onClick={() => onKeep('', '')}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
