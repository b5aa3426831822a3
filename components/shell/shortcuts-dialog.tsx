import { useState } from 'react';
import { formatShortcut } from '#lib/client/shell/shortcuts/shortcut-label.ts';
import { SHORTCUTS, type ShortcutName } from '#lib/client/shell/shortcuts/shortcuts.ts';
import { setUsesSingleKeys, usesSingleKeys } from '#lib/client/shell/shortcuts/single-keys.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { CheckboxField } from '../settings/fields/checkbox-field.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';

/** Lists the keyboard shortcuts, and turns those off that are single characters. */
export function ShortcutsDialog() {
  const { shortcuts } = useShellTranslations();
  const rows = [
    ...(Object.keys(SHORTCUTS) as ShortcutName[]).map((name) => ({
      keys: formatShortcut(name),
      label: shortcuts[name],
    })),
    ...shortcuts.fixed,
  ];
  return (
    <DialogFrame title={shortcuts.title}>
      <section
        aria-label={shortcuts.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls in a low window and must be reachable by keyboard
        tabIndex={0}
        className="overflow-y-auto px-5 py-3 -outline-offset-2"
      >
        <dl>
          {rows.map(({ keys, label }) => (
            <div key={label} className="flex items-center gap-4 border-line py-1.5 not-last:border-b">
              <dt className="order-2">
                <kbd className="rounded-md border border-line bg-surface px-2 py-0.5 font-mono text-sm">
                  {keys}
                </kbd>
              </dt>
              <dd className="flex-1 text-[0.9375rem]">{label}</dd>
            </div>
          ))}
        </dl>
        <SingleKeysField />
      </section>
    </DialogFrame>
  );
}

function SingleKeysField() {
  const { shortcuts } = useShellTranslations();
  const [isOn, setIsOn] = useState(usesSingleKeys);
  return (
    <div className="-mx-2 mt-2">
      <CheckboxField
        checked={isOn}
        {...shortcuts.singleKeys}
        onChange={(checked) => {
          setUsesSingleKeys(checked);
          setIsOn(checked);
        }}
      />
    </div>
  );
}
