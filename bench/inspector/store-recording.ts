import type { Page } from 'playwright';

/** Puts a recording in the place of the last one that the browser has made. */
export async function storeRecording(page: Page, text: string, header: object): Promise<void> {
  await page.evaluate(
    async ({ text, header }) => {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('runnel-recordings');
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      const transaction = database.transaction(['runs', 'chunks'], 'readwrite');
      const runs = await new Promise<{ runId: string; updatedAt: number }[]>((resolve) => {
        const request = transaction.objectStore('runs').getAll();
        request.onsuccess = () => resolve(request.result);
      });
      const run = runs.toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
      if (!run) throw new Error('There is no recording.');
      const chunks = transaction.objectStore('chunks');
      chunks.clear();
      const lines = text.split('\n').slice(1, -1);
      for (
        let first = 0;
        first < lines.length;
        first += 700 // as two seconds of 350 tokens/s
      )
        chunks.add({ runId: run.runId, text: `${lines.slice(first, first + 700).join('\n')}\n` });
      transaction.objectStore('runs').put({ ...run, header: { ...header, runId: run.runId } });
      await new Promise((resolve) => {
        transaction.oncomplete = resolve;
      });
      database.close();
    },
    { text, header },
  );
}
