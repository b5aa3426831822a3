import { useTransition } from 'react';
import type { PromptRow } from '#lib/client/history/database.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { BUTTON, CONTROL, Field } from './fields/field.tsx';

type PromptFormProps = {
  /** Undefined for a new prompt. */
  prompt: PromptRow | undefined;
  /** Called with the form still open, so that a text that cannot be saved is not lost. */
  onSave(name: string, text: string): Promise<void>;
  onCancel(): void;
};

export function PromptForm({ prompt, onSave, onCancel }: PromptFormProps) {
  const t = useShellTranslations().prompts;
  const [saving, startSaving] = useTransition();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        if (!saving) startSaving(() => onSave(String(data.get('name')), String(data.get('text'))));
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
            // biome-ignore lint/a11y/noAutofocus: the user has just asked to write a prompt
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
        <button type="button" className={BUTTON} onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}
