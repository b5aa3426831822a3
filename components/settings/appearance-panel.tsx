import { useState } from 'react';
import {
  changeNotificationSetting,
  useNotificationSetting,
} from '#lib/client/attention/answer-notifications.ts';
import { changeReadingSettings, useReadingSettings } from '#lib/client/reading/use-reading-settings.ts';
import { continuesByItself, setContinuesByItself } from '#lib/client/settings/auto-continue.ts';
import { chooseTheme, THEMES, useTheme } from '#lib/client/shell/theme.ts';
import { isLocale, LANGUAGE_TAGS, LOCALES } from '#lib/i18n/locale.ts';
import { rememberLocale } from '#lib/i18n/remember-locale.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { CheckboxField } from './fields/checkbox-field.tsx';
import { CONTROL, Field } from './fields/field.tsx';

const READING = ['smooth', 'lineNumbers', 'wrapLines'] as const;

/** Theme, language, reading, answers and notifications. */
export function AppearancePanel() {
  const { settings } = useShellTranslations();
  const locale = useLocale();
  const reading = useReadingSettings();
  return (
    <>
      <ThemeField />
      <Field label={settings.language}>
        {(attributes) => (
          <select
            {...attributes}
            className={CONTROL}
            value={locale}
            onChange={({ target }) => {
              if (!isLocale(target.value)) return;
              rememberLocale(target.value);
              location.reload();
            }}
          >
            {LOCALES.map((name) => (
              <option key={name} value={name} lang={LANGUAGE_TAGS[name]}>
                {settings.languages[name]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset>
        <legend className="mb-1 text-sm font-medium">{settings.reading}</legend>
        <div className="-mx-2">
          {READING.map((name) => (
            <CheckboxField
              key={name}
              checked={reading[name]}
              label={settings.readingChoices[name].label}
              hint={settings.readingChoices[name].hint}
              onChange={(checked) => changeReadingSettings({ [name]: checked })}
            />
          ))}
        </div>
      </fieldset>
      <AnswersField />
      <NotificationField />
    </>
  );
}

function AnswersField() {
  const { answers, continueByItself } = useRunTranslations();
  const [isOn, setIsOn] = useState(continuesByItself);
  return (
    <fieldset className="mt-5">
      <legend className="mb-1 text-sm font-medium">{answers}</legend>
      <div className="-mx-2">
        <CheckboxField
          checked={isOn}
          {...continueByItself}
          onChange={(checked) => {
            setContinuesByItself(checked);
            setIsOn(checked);
          }}
        />
      </div>
    </fieldset>
  );
}

function NotificationField() {
  const { notifications } = useShellTranslations().settings;
  const setting = useNotificationSetting();
  if (setting === 'unavailable') return null;
  return (
    <fieldset className="mt-5">
      <legend className="mb-1 text-sm font-medium">{notifications.title}</legend>
      <div className="-mx-2">
        <CheckboxField
          checked={setting === 'on'}
          label={notifications.label}
          hint={setting === 'blocked' ? notifications.blocked : notifications.hint}
          onChange={(isOn) => void changeNotificationSetting(isOn)}
        />
      </div>
    </fieldset>
  );
}

function ThemeField() {
  const { settings } = useShellTranslations();
  const theme = useTheme();
  return (
    <fieldset className="mb-5">
      <legend className="mb-1.5 text-sm font-medium">{settings.theme}</legend>
      <div className="grid grid-cols-3 gap-2">
        {THEMES.map((name) => (
          <label
            key={name}
            className="flex min-h-11 cursor-pointer items-center justify-center rounded-lg border border-line px-2 text-[0.9375rem] transition-colors duration-150 hover:bg-surface has-checked:border-accent has-checked:bg-surface has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="theme"
              className="sr-only"
              checked={theme === name}
              onChange={() => chooseTheme(name)}
            />
            {settings.themes[name]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
