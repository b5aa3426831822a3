import type { Page } from '@playwright/test';

/** An answer as the browser has saved it. */
export type StoredAnswer = {
  text: string;
  reasoning: string;
  outcome: string | undefined;
  code: string | undefined;
};

type Row = {
  createdAt: number;
  message: {
    role: string;
    parts: { type: string; text?: string }[];
    metadata?: { outcome?: string; error?: { code: string } };
  };
};

/** The only answer saved in the page's browser, or undefined while there is none. */
export async function storedAnswer(page: Page): Promise<StoredAnswer | undefined> {
  return (await storedAnswers(page))[0];
}

/** The answers saved in the page's browser, oldest first. */
export async function storedAnswers(page: Page): Promise<StoredAnswer[]> {
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
  return rows
    .filter(({ message }) => message.role === 'assistant')
    .toSorted((one, other) => one.createdAt - other.createdAt)
    .map(({ message: { parts, metadata } }) => ({
      text: written(parts, 'text'),
      reasoning: written(parts, 'reasoning'),
      outcome: metadata?.outcome,
      code: metadata?.error?.code,
    }));
}

function written(parts: Row['message']['parts'], type: string): string {
  return parts.map((part) => (part.type === type ? part.text : '')).join('');
}
