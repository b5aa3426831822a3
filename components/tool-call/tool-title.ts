import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import type { CallPart } from '#lib/protocol/call-part.ts';
import { isToolName } from '#lib/tools/tool-name.ts';

/** Returns a function that names the tool of a call: built-in tools in the reader's language, others as their server does. */
export function useToolTitle(): (call: CallPart) => string {
  const { toolTitles } = useRunTranslations();
  return ({ toolName, title }) => (isToolName(toolName) ? toolTitles[toolName] : (title ?? toolName));
}
