import 'client-only';
import { newMessageId } from '#lib/protocol/ids.ts';
import { openDatabase, type PromptRow } from '../history/database.ts';

/** Returns the reusable prompts, sorted by name in the order of `locale`. */
export async function listPrompts(locale: string): Promise<PromptRow[]> {
  const { compare } = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return (await openDatabase().prompts.toArray()).toSorted((a, b) => compare(a.name, b.name));
}

/** Adds a prompt. The name defaults to the first 80 characters of the text. */
export async function addPrompt(text: string, name?: string): Promise<PromptRow> {
  const now = Date.now();
  const prompt = { id: newMessageId(), name: buildName(text, name), text, createdAt: now, updatedAt: now };
  await openDatabase().prompts.add(prompt);
  return prompt;
}

/** @returns whether the prompt still existed */
export async function changePrompt(id: string, change: { name?: string; text?: string }): Promise<boolean> {
  const count = await openDatabase()
    .prompts.where('id')
    .equals(id)
    .modify((prompt) => {
      prompt.text = change.text ?? prompt.text;
      prompt.name = buildName(prompt.text, change.name ?? prompt.name);
      prompt.updatedAt = Date.now();
    });
  return count === 1;
}

export async function deletePrompt(id: string): Promise<void> {
  await openDatabase().prompts.delete(id);
}

function buildName(text: string, name: string | undefined): string {
  const clean = (name ?? '').replace(/\s+/g, ' ').trim();
  return Array.from(clean || text.replace(/\s+/g, ' ').trim())
    .slice(0, 80)
    .join('');
}
