import 'client-only';
import '#lib/client/platform/without-eval.ts';
import { z } from 'zod';
import { type RunSettings, runSettingsSchema } from '#lib/protocol/start-run.ts';

/** Settings that the reader chose, for one chat or as defaults. An absent field means the default. */
export type ChatSettings = RunSettings & {
  model?: string;
  smooth?: boolean;
  lineNumbers?: boolean;
  /** The source of chat titles, unless the reader renames the chat. */
  titles?: 'model' | 'first-words';
};

const fields = {
  ...runSettingsSchema.shape,
  model: z.string().min(1).max(256).optional(),
  smooth: z.boolean().optional(),
  lineNumbers: z.boolean().optional(),
  titles: z.enum(['model', 'first-words']).optional(),
};

/** Reads settings that any version may have stored. Unknown fields and invalid values are dropped one by one. */
export function readSettings(stored: unknown): ChatSettings {
  if (typeof stored !== 'object' || stored === null) return {};
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const { success, data } = field.safeParse((stored as Record<string, unknown>)[name]);
    if (success && data !== undefined) settings[name] = data;
  }
  return settings as ChatSettings;
}

/** Merges a chat's own settings over the defaults. An empty string in `own` overrides the default. */
export function mergeSettings(defaults: ChatSettings, own: ChatSettings): ChatSettings {
  return { ...defaults, ...own };
}

/** Returns the settings that the server needs for a run. */
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

/** The settings chosen for one chat, and the defaults of all chats. */
export type ChosenSettings = { own: ChatSettings; defaults: ChatSettings };

/** The fields to change. A field set to undefined is removed. */
export type SettingsChange = { [Field in keyof ChatSettings]?: ChatSettings[Field] | undefined };
