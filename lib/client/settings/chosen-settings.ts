import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import type { ChatSettings, ChosenSettings, SettingsChange } from './chat-settings.ts';

/** Choices that are not stored: for a chat without messages, or in a browser without storage. */
const pending = new Map<ChatId | 'defaults', ChatSettings>();
const listeners = new Set<() => void>();
/** Serializes choices. Readers wait for the choices made before. */
let queue: Promise<unknown> = Promise.resolve();

/** Not part of the first load. */
const loadStorage = () => import('./settings-storage.ts');

/** Returns the choices for a chat, stored or pending. Never rejects: without storage, it returns the pending ones. */
export async function readChosenSettings(chatId: ChatId): Promise<ChosenSettings> {
  await queue;
  const [own, defaults] = await loadStorage()
    .then(({ readStoredSettings }) => readStoredSettings(chatId))
    .catch(() => [{}, {}]); // the chat reports the storage problem
  return {
    own: { ...own, ...pending.get(chatId) },
    defaults: { ...defaults, ...pending.get('defaults') },
  };
}

/** Changes the settings of one chat, or the defaults. A field set to undefined is reset. */
export function chooseSettings(chatId: ChatId | 'defaults', change: SettingsChange): Promise<void> {
  const work = queue.then(() => store(chatId, change));
  queue = work.catch(() => undefined); // the caller handles the failure; it must not block the next choice
  return work;
}

async function store(chatId: ChatId | 'defaults', change: SettingsChange): Promise<void> {
  try {
    await (await loadStorage()).changeStoredSettings(chatId, change);
  } catch {
    // The chat is not stored yet, or there is no storage. `savePendingSettings` tries again.
    const changed: Record<string, unknown> = { ...pending.get(chatId), ...change };
    for (const [field, value] of Object.entries(changed)) if (value === undefined) delete changed[field];
    pending.set(chatId, changed);
  }
  for (const listener of listeners) listener();
}

/** Stores the pending settings of a chat. Call it once the chat's first message is saved. Never rejects. */
export async function savePendingSettings(chatId: ChatId): Promise<void> {
  const change = pending.get(chatId);
  if (change === undefined) return;
  try {
    await (await loadStorage()).changeStoredSettings(chatId, change);
    pending.delete(chatId);
  } catch {
    return; // the settings remain pending and still apply on this page
  }
}

/** Returns the settings to send with a run, or undefined if there are none or they cannot be read. Never rejects. */
export async function loadRunSettings(chatId: ChatId): Promise<RunSettings | undefined> {
  try {
    return await (await loadStorage()).getRunSettings(await readChosenSettings(chatId));
  } catch {
    return undefined; // the code could not be loaded
  }
}

/** Calls `listener` after each choice on this page. @returns a function that unsubscribes */
export function onSettingsChosen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
