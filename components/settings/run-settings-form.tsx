import { useEffect, useState } from 'react';
import type { ChatSettings } from '#lib/client/settings/chat-settings.ts';
import { chooseSettings, readChosenSettings } from '#lib/client/settings/chosen-settings.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { CONTROL, Field } from './field.tsx';
import { NumberField } from './number-field.tsx';
import { ToolChoice } from './tool-choice.tsx';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const TITLES = ['model', 'first-words'] as const;

type RunSettingsFormProps = {
  /** The chat that is asked so, or every chat that does not say otherwise. */
  of: ChatId | 'defaults';
  models: Models;
};

/** How a model is asked, and what for. An empty field goes by what stands behind it: the defaults, or the model itself. */
export function RunSettingsForm({ of, models }: RunSettingsFormProps) {
  const { settings } = useShellTranslations();
  const [chosen, setChosen] = useState<{ here: ChatSettings; behind: ChatSettings }>();
  useEffect(() => {
    let left = false;
    // Which chat is asked for does not matter where only the defaults count.
    void readChosenSettings(of === 'defaults' ? ('' as ChatId) : of).then(({ own, defaults }) => {
      if (left) return;
      setChosen(of === 'defaults' ? { here: defaults, behind: {} } : { here: own, behind: defaults });
    });
    return () => {
      left = true;
    };
  }, [of]);
  if (chosen === undefined) return null;

  const { here, behind } = chosen;
  const usual = of === 'defaults' ? settings.automatic : settings.useDefault;
  const set = (change: { [Name in keyof ChatSettings]?: ChatSettings[Name] | undefined }) =>
    void chooseSettings(of, change);
  const labelOf = (id: string) => models.catalogue?.models.find((model) => model.id === id)?.label ?? id;
  return (
    <>
      <p className="mb-5 text-sm text-muted">
        {of === 'defaults' ? settings.aboutDefaults : settings.aboutChat}
      </p>
      <Field label={settings.model}>
        {(attributes) => (
          <select
            {...attributes}
            className={CONTROL}
            defaultValue={here.model ?? ''}
            onChange={({ target }) => set({ model: target.value || undefined })}
          >
            <option value="">{behind.model ? `${usual} (${labelOf(behind.model)})` : usual}</option>
            {models.catalogue?.models.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={settings.instructions} hint={settings.instructionsHint}>
        {(attributes) => (
          <textarea
            {...attributes}
            rows={4}
            className={`${CONTROL} field-sizing-content max-h-60 min-h-28`}
            defaultValue={here.instructions}
            placeholder={behind.instructions?.slice(0, 300)}
            onChange={({ target }) => set({ instructions: target.value || undefined })}
          />
        )}
      </Field>
      <div className="grid gap-x-4 sm:grid-cols-2">
        <NumberField
          label={settings.temperature}
          hint={settings.temperatureHint}
          value={here.temperature}
          usual={behind.temperature?.toString() ?? usual}
          min={0}
          max={2}
          step={0.1}
          onChange={(temperature) => set({ temperature })}
        />
        <NumberField
          label={settings.maxTokens}
          hint={settings.maxTokensHint}
          value={here.maxOutputTokens}
          usual={behind.maxOutputTokens?.toString() ?? usual}
          min={1}
          max={1_000_000}
          step={1}
          onChange={(maxOutputTokens) => set({ maxOutputTokens })}
        />
      </div>
      <Field label={settings.effort} hint={settings.effortHint}>
        {(attributes) => (
          <select
            {...attributes}
            className={CONTROL}
            defaultValue={here.reasoningEffort ?? ''}
            onChange={({ target }) =>
              set({ reasoningEffort: EFFORTS.find((effort) => effort === target.value) })
            }
          >
            <option value="">
              {behind.reasoningEffort ? `${usual} (${settings.efforts[behind.reasoningEffort]})` : usual}
            </option>
            {EFFORTS.map((effort) => (
              <option key={effort} value={effort}>
                {settings.efforts[effort]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ToolChoice
        chosen={here.tools}
        usual={behind.tools}
        usualLabel={of === 'defaults' ? settings.allTools : settings.useDefault}
        onChange={(tools) => {
          const { tools: _, ...others } = here;
          setChosen({ behind, here: tools ? { ...others, tools } : others });
          set({ tools });
        }}
      />
      {of === 'defaults' && (
        <Field label={settings.titles} hint={settings.titlesHint}>
          {(attributes) => (
            <select
              {...attributes}
              className={CONTROL}
              defaultValue={here.titles ?? 'model'}
              onChange={({ target }) => set({ titles: TITLES.find((giver) => giver === target.value) })}
            >
              {TITLES.map((giver) => (
                <option key={giver} value={giver}>
                  {settings.titleSources[giver]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </>
  );
}
