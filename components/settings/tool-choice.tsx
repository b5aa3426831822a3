import { useEffect, useState } from 'react';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ToolCatalogue, ToolEntry } from '#lib/tools/tool-entry.ts';
import { isToolName } from '#lib/tools/tool-name.ts';
import { CheckboxField } from './checkbox-field.tsx';
import { BUTTON } from './field.tsx';

type ToolChoiceProps = {
  /** The names of the tools that are on; undefined where nothing was chosen. */
  chosen: readonly string[] | undefined;
  /** What counts where nothing was chosen; undefined: all. */
  usual: readonly string[] | undefined;
  /** What "nothing chosen" is called. */
  usualLabel: string;
  onChange(tools: string[] | undefined): void;
};

/** Which of the server's tools a model may call. */
export function ToolChoice({ chosen, usual, usualLabel, onChange }: ToolChoiceProps) {
  const { settings } = useShellTranslations();
  const { toolTitles } = useRunTranslations();
  const tools = useTools();
  if (tools === undefined || tools.length === 0) return null;
  const all = tools.map(({ name }) => name);
  const on = new Set(chosen ?? usual ?? all);
  return (
    <fieldset className="mb-5">
      <legend className="mb-1 text-sm font-medium">{settings.tools}</legend>
      <div className="-mx-2">
        {tools.map(({ name, title, description, server }) => (
          <CheckboxField
            key={name}
            checked={on.has(name)}
            label={isToolName(name) ? toolTitles[name] : title}
            hint={server ? `${server}: ${description}` : undefined}
            onChange={(checked) =>
              onChange(all.filter((other) => (other === name ? checked : on.has(other))))
            }
          />
        ))}
      </div>
      {chosen && (
        <button type="button" className={`${BUTTON} mt-2`} onClick={() => onChange(undefined)}>
          {usualLabel}
        </button>
      )}
    </fieldset>
  );
}

/** The tools that the server offers now; undefined until it has answered, and when it does not. */
function useTools(): ToolEntry[] | undefined {
  const [tools, setTools] = useState<ToolEntry[]>();
  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      const response = await fetch('/api/tools', { signal: controller.signal });
      if (response.ok) setTools(((await response.json()) as ToolCatalogue).tools);
    };
    load().catch(() => undefined); // without a line there is nothing to choose from; what was chosen stays
    return () => controller.abort();
  }, []);
  return tools;
}
