import { useEffect, useState } from 'react';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ToolCatalogue, ToolEntry } from '#lib/tools/tool-entry.ts';
import { isToolName } from '#lib/tools/tool-name.ts';
import { CheckboxField } from './fields/checkbox-field.tsx';
import { BUTTON } from './fields/field.tsx';

type ToolChoiceProps = {
  /** The names of the enabled tools; undefined if none were chosen here. */
  chosen: readonly string[] | undefined;
  /** The tools that apply if none were chosen here; undefined means all. */
  inherited: readonly string[] | undefined;
  /** Label of the button that discards the choice. */
  resetLabel: string;
  onChange(tools: string[] | undefined): void;
};

/** Which of the server's tools a model may call. */
export function ToolChoice({ chosen, inherited, resetLabel, onChange }: ToolChoiceProps) {
  const { settings } = useShellTranslations();
  const { toolTitles } = useRunTranslations();
  const tools = useTools();
  if (tools === undefined || tools.length === 0) return null;
  const all = tools.map(({ name }) => name);
  const enabled = new Set(chosen ?? inherited ?? all);
  return (
    <fieldset className="mb-5">
      <legend className="mb-1 text-sm font-medium">{settings.tools}</legend>
      <div className="-mx-2">
        {tools.map(({ name, title, description, server }) => (
          <CheckboxField
            key={name}
            checked={enabled.has(name)}
            label={isToolName(name) ? toolTitles[name] : title}
            hint={server ? `${server}: ${description}` : undefined}
            onChange={(checked) =>
              onChange(all.filter((other) => (other === name ? checked : enabled.has(other))))
            }
          />
        ))}
      </div>
      {chosen && (
        <button type="button" className={`${BUTTON} mt-2`} onClick={() => onChange(undefined)}>
          {resetLabel}
        </button>
      )}
    </fieldset>
  );
}

/** The server's tools; undefined while they are loading and if they cannot be loaded. */
function useTools(): ToolEntry[] | undefined {
  const [tools, setTools] = useState<ToolEntry[]>();
  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      const response = await fetch('/api/tools', { signal: controller.signal });
      if (response.ok) setTools(((await response.json()) as ToolCatalogue).tools);
    };
    load().catch(() => undefined); // offline there is nothing to choose from; the stored choice is kept
    return () => controller.abort();
  }, []);
  return tools;
}
