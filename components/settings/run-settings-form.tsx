import { useEffect, useState } from 'react';
import type { ChatSettings, SettingsChange } from '#lib/client/settings/chat-settings.ts';
import { chooseSettings, readChosenSettings } from '#lib/client/settings/chosen-settings.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { CONTROL, Field } from './fields/field.tsx';
import { ModelField } from './fields/model-field.tsx';
import { NumberField } from './fields/number-field.tsx';
import { SelectField } from './fields/select-field.tsx';
import { ToolChoice } from './tool-choice.tsx';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const TITLE_SOURCES = ['model', 'first-words'] as const;

type Scope = ChatId | 'defaults';

type RunSettingsFormProps = {
  /** A chat, or the defaults for all chats. */
  scope: Scope;
  models: Models;
};

/** How the model is asked. An empty field uses the default; an empty default is left to the model. Saves at once. */
export function RunSettingsForm({ scope, models }: RunSettingsFormProps) {
  const { settings: t } = useShellTranslations();
  const [stored, setStored] = useStoredSettings(scope);
  if (stored === undefined) return null;
  const { own, inherited } = stored;
  const isDefaults = scope === 'defaults';
  const save = (change: SettingsChange) => void chooseSettings(scope, change);
  const props = { own, inherited, save, unset: isDefaults ? t.automatic : t.useDefault };
  return (
    <>
      <p className="mb-5 text-sm text-muted">{isDefaults ? t.aboutDefaults : t.aboutChat}</p>
      <ModelField
        own={own.model}
        inherited={inherited.model}
        unset={props.unset}
        models={models.catalogue?.models ?? []}
        onChoose={(model) => save({ model })}
      />
      <InstructionsField {...props} />
      <NumberFields {...props} />
      <EffortField {...props} />
      <ToolChoice
        chosen={own.tools}
        inherited={inherited.tools}
        resetLabel={isDefaults ? t.allTools : t.useDefault}
        onChange={(tools) => {
          const { tools: _, ...others } = own;
          setStored({ inherited, own: tools ? { ...others, tools } : others });
          save({ tools });
        }}
      />
      {isDefaults && (
        <SelectField
          label={t.titles}
          hint={t.titlesHint}
          defaultValue={own.titles ?? 'model'}
          options={TITLE_SOURCES.map((value) => ({ value, label: t.titleSources[value] }))}
          onChange={(value) => save({ titles: TITLE_SOURCES.find((source) => source === value) })}
        />
      )}
    </>
  );
}

/** `own`: set in this scope. `inherited`: what applies where `own` has nothing. */
type StoredSettings = { own: ChatSettings; inherited: ChatSettings };

/** Undefined until the settings have been read. */
function useStoredSettings(scope: Scope) {
  const [stored, setStored] = useState<StoredSettings>();
  useEffect(() => {
    let cancelled = false;
    // The id is irrelevant when only the defaults are used.
    void readChosenSettings(scope === 'defaults' ? ('' as ChatId) : scope).then(({ own, defaults }) => {
      if (cancelled) return;
      setStored(scope === 'defaults' ? { own: defaults, inherited: {} } : { own, inherited: defaults });
    });
    return () => {
      cancelled = true;
    };
  }, [scope]);
  return [stored, setStored] as const;
}

type FieldProps = StoredSettings & {
  save(change: SettingsChange): void;
  /** Describes an empty field. */
  unset: string;
};

function InstructionsField({ own, inherited, save }: FieldProps) {
  const { settings: t } = useShellTranslations();
  return (
    <Field label={t.instructions} hint={t.instructionsHint}>
      {(attributes) => (
        <textarea
          {...attributes}
          rows={4}
          className={`${CONTROL} field-sizing-content max-h-60 min-h-28`}
          defaultValue={own.instructions}
          placeholder={inherited.instructions?.slice(0, 300)}
          onChange={({ target }) => save({ instructions: target.value || undefined })}
        />
      )}
    </Field>
  );
}

function NumberFields({ own, inherited, save, unset }: FieldProps) {
  const { settings: t } = useShellTranslations();
  return (
    <div className="grid gap-x-4 sm:grid-cols-2">
      <NumberField
        label={t.temperature}
        hint={t.temperatureHint}
        value={own.temperature}
        placeholder={inherited.temperature?.toString() ?? unset}
        min={0}
        max={2}
        step={0.1}
        onChange={(temperature) => save({ temperature })}
      />
      <NumberField
        label={t.maxTokens}
        hint={t.maxTokensHint}
        value={own.maxOutputTokens}
        placeholder={inherited.maxOutputTokens?.toString() ?? unset}
        min={1}
        max={1_000_000}
        step={1}
        onChange={(maxOutputTokens) => save({ maxOutputTokens })}
      />
    </div>
  );
}

function EffortField({ own, inherited, save, unset }: FieldProps) {
  const { settings: t } = useShellTranslations();
  const inheritedEffort = inherited.reasoningEffort && t.efforts[inherited.reasoningEffort];
  const empty = { value: '', label: inheritedEffort ? `${unset} (${inheritedEffort})` : unset };
  return (
    <SelectField
      label={t.effort}
      hint={t.effortHint}
      defaultValue={own.reasoningEffort ?? ''}
      options={[empty, ...EFFORTS.map((value) => ({ value, label: t.efforts[value] }))]}
      onChange={(value) => save({ reasoningEffort: EFFORTS.find((effort) => effort === value) })}
    />
  );
}
