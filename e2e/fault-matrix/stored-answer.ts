import type { Page } from '@playwright/test';

/** An answer as the browser has saved it. */
export type StoredAnswer = {
  text: string;
  reasoning: string;
  outcome: string | undefined;
  code: string | undefined;
};

type Row = {
  message: {
    role: string;
    parts: { type: string; text?: string }[];
    metadata?: { outcome?: string; error?: { code: string } };
  };
};

/** The only answer saved in the page's browser, or undefined while there is none. */
export async function storedAnswer(page: Page): Promise<StoredAnswer | undefined> {
  const rows = await page.evaluate(
    () =>
      new Promise<Row[]>((resolve, reject) => {
        const opening = indexedDB.open('runnel');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('messages').objectStore('messages').getAll();
          all.onerror = () => reject(all.error);
          all.onsuccess = () => {
            resolve(all.result);
            opening.result.close();
          };
        };
      }),
  );
  const answer = rows.find(({ message }) => message.role === 'assistant')?.message;
  if (answer === undefined) return undefined;
  const written = (type: string) =>
    answer.parts.map((part) => (part.type === type ? part.text : '')).join('');
  return {
    text: written('text'),
    reasoning: written('reasoning'),
    outcome: answer.metadata?.outcome,
    code: answer.metadata?.error?.code,
  };
}
