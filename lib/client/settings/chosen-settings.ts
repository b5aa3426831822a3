import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import type { ChatSettings, SettingsChange } from './chat-settings.ts';

/** What the reader chose for a chat, and for every chat. */
export type ChosenSettings = { own: ChatSettings; defaults: ChatSettings };

/** What cannot be stored: the choices for a chat before its first message, or where the browser keeps nothing. */
const unstored = new Map<ChatId | 'defaults', ChatSettings>();
const listeners = new Set<() => void>();
/** Choices are made one after the other, and whoever reads waits for those that were made before. */
let queue: Promise<unknown> = Promise.resolve();

/** What was chosen for a chat, stored or not. Never rejects: a browser that keeps nothing has what this page knows. */
export async function readChosenSettings(chatId: ChatId): Promise<ChosenSettings> {
  await queue;
  const [own, defaults] = await readStored(chatId).catch(() => [{}, {}]); // the chat itself says that nothing is kept
  return {
    own: { ...own, ...unstored.get(chatId) },
    defaults: { ...defaults, ...unstored.get('defaults') },
  };
}

/** Chooses for one chat. A field that is undefined goes by the defaults again. */
export function chooseSettings(chatId: ChatId | 'defaults', change: SettingsChange): Promise<void> {
  const work = queue.then(() => store(chatId, change));
  queue = work.catch(() => undefined); // whoever chose hears of it; the next choice must not wait for ever
  return work;
}

async function store(chatId: ChatId | 'defaults', change: SettingsChange): Promise<void> {
  try {
    const { changeDefaults, changeSettings } = await import('./stored-settings.ts');
    if (chatId === 'defaults') await changeDefaults(change);
    else await changeSettings(chatId, change);
  } catch {
    // Not stored yet, or never: it counts for this page, and `savePendingSettings` tries again.
    const changed: Record<string, unknown> = { ...unstored.get(chatId), ...change };
    for (const [field, value] of Object.entries(changed)) if (value === undefined) delete changed[field];
    unstored.set(chatId, changed);
  }
  for (const listener of listeners) listener();
}

/** Stores what was chosen before the chat was: to be called when its first message is kept. Never rejects. */
export async function savePendingSettings(chatId: ChatId): Promise<void> {
  const change = unstored.get(chatId);
  if (change === undefined) return;
  try {
    const { changeSettings } = await import('./stored-settings.ts');
    await changeSettings(chatId, change);
    unstored.delete(chatId);
  } catch {
    return; // it counts for this page all the same
  }
}

/** The settings to send with a run; undefined when none were chosen or they cannot be read. Never rejects. */
export async function loadRunSettings(chatId: ChatId): Promise<RunSettings | undefined> {
  const { own, defaults } = await readChosenSettings(chatId);
  if (Object.keys(own).length + Object.keys(defaults).length === 0) return undefined;
  try {
    const { mergeSettings, toRunSettings } = await import('./stored-settings.ts');
    const settings = toRunSettings(mergeSettings(defaults, own));
    return Object.keys(settings).length > 0 ? settings : undefined;
  } catch {
    return undefined; // the code that reads them could not be loaded
  }
}

/** Calls `listener` when something was chosen on this page. */
export function onSettingsChosen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Who never chose anything does not pay for the code that checks it. */
async function readStored(chatId: ChatId): Promise<[ChatSettings, ChatSettings]> {
  const { openDatabase } = await import('../history/database.ts');
  const { chats, settings } = openDatabase();
  const [chat, defaults] = await Promise.all([chats.get(chatId), settings.get('defaults')]);
  if (chat?.settings === undefined && defaults === undefined) return [{}, {}];
  const { readSettings } = await import('./stored-settings.ts');
  return [readSettings(chat?.settings), readSettings(defaults?.settings)];
}
