import 'client-only';
import { z } from 'zod';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type RunSettings, runSettingsSchema } from '#lib/protocol/start-run.ts';
import { openDatabase } from '../history/database.ts';
import { HistoryError } from '../history/history-error.ts';

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
export function effectiveSettings(defaults: ChatSettings, own: ChatSettings): ChatSettings {
  return { ...defaults, ...own };
}

/** The part of the settings that travels with a run. */
export function runSettings({ model, smooth, lineNumbers, titles, ...settings }: ChatSettings): RunSettings {
  const { instructions, ...rest } = settings;
  return instructions ? settings : rest;
}

export async function loadDefaults(): Promise<ChatSettings> {
  return readSettings((await openDatabase().settings.get('defaults'))?.settings);
}

/** What the chat that is open is asked and shown with; of a chat that is not stored yet, the defaults. */
export async function loadSettings(chatId: ChatId): Promise<{ own: ChatSettings; effective: ChatSettings }> {
  const own = readSettings((await openDatabase().chats.get(chatId))?.settings);
  return { own, effective: effectiveSettings(await loadDefaults(), own) };
}

/** One field or several; one that is undefined is taken away. Others keep what another tab gave them meanwhile. */
export type SettingsChange = { [Field in keyof ChatSettings]?: ChatSettings[Field] | undefined };

export async function changeDefaults(change: SettingsChange): Promise<ChatSettings> {
  const database = openDatabase();
  return database.transaction('rw', database.settings, async () => {
    const settings = changed(await loadDefaults(), change);
    await database.settings.put({ id: 'defaults', settings });
    return settings;
  });
}

/** @throws HistoryError `chat-unknown` for a chat that is not stored. */
export async function changeSettings(chatId: ChatId, change: SettingsChange): Promise<ChatSettings> {
  const { chats } = openDatabase();
  let settings: ChatSettings | undefined;
  await chats
    .where('id')
    .equals(chatId)
    .modify((chat) => {
      settings = changed(readSettings(chat.settings), change);
      chat.settings = settings;
    });
  if (settings === undefined)
    throw new HistoryError('chat-unknown', 'There is no such chat in this browser.');
  return settings;
}

function changed(settings: ChatSettings, change: SettingsChange): ChatSettings {
  return readSettings({ ...settings, ...change });
}
