import 'client-only';
import { z } from 'zod';
import { type RunSettings, runSettingsSchema } from '#lib/protocol/start-run.ts';

/**
 * What a reader chose: the run's settings, the model, how answers are shown, and who gives titles. Absent means "as by
 * default".
 */
export type ChatSettings = RunSettings & {
  model?: string;
  smooth?: boolean;
  lineNumbers?: boolean;
  /** What names a chat, where no person does. */
  titles?: 'model' | 'first-words';
};

const fields = {
  ...runSettingsSchema.shape,
  model: z.string().min(1).max(256).optional(),
  smooth: z.boolean().optional(),
  lineNumbers: z.boolean().optional(),
  titles: z.enum(['model', 'first-words']).optional(),
};

/**
 * Reads settings that any version may have stored: what this one does not know, or would not accept, is left out, and
 * the rest counts.
 */
export function readSettings(stored: unknown): ChatSettings {
  if (typeof stored !== 'object' || stored === null) return {};
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const { success, data } = field.safeParse((stored as Record<string, unknown>)[name]);
    if (success && data !== undefined) settings[name] = data;
  }
  return settings as ChatSettings;
}

/** A chat's own settings over the defaults. An own empty text takes the default's away. */
export function mergeSettings(defaults: ChatSettings, own: ChatSettings): ChatSettings {
  return { ...defaults, ...own };
}

/** The part of the settings that travels with a run. */
export function toRunSettings({
  model,
  smooth,
  lineNumbers,
  titles,
  ...settings
}: ChatSettings): RunSettings {
  const { instructions, ...rest } = settings;
  return instructions ? settings : rest;
}

/** One field or several; one that is undefined is taken away. Others keep what another tab gave them meanwhile. */
export type SettingsChange = { [Field in keyof ChatSettings]?: ChatSettings[Field] | undefined };
