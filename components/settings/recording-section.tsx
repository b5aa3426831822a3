import { useState } from 'react';
import { recordsRuns, setRecordsRuns } from '#lib/client/recording/recording-setting.ts';
import { deleteAllRuns } from '#lib/client/recording/recording-store.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { CheckboxField } from './fields/checkbox-field.tsx';

/** Whether this browser records how answers stream. */
export function RecordingSection() {
  const { recording: t } = useInspectorTranslations();
  const [isOn, setIsOn] = useState(recordsRuns);
  return (
    <section className="mb-6">
      <h3 className="mb-1 text-sm font-medium">{t.title}</h3>
      <CheckboxField
        checked={isOn}
        label={t.record}
        hint={t.recordHint}
        onChange={(checked) => {
          setRecordsRuns(checked);
          setIsOn(checked);
          if (!checked) deleteAllRuns().catch(() => undefined); // the oldest go anyway
        }}
      />
    </section>
  );
}
