// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ImportOptions } from '../history/transfer/import-chats.ts';
import { importFile } from '../history/transfer/import-file.ts';
import type { ImportOutcome } from '../history/transfer/import-messages.ts';
import { cancelImport, type ImportState, startImport, useImport } from './running-import.ts';

vi.mock('../history/transfer/import-file.ts', () => ({ importFile: vi.fn() }));
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

type Started = ImportOptions & { file: Blob; end(outcome: ImportOutcome): void };

const REPORT: ImportOutcome = { report: { added: 1, unchanged: 0, copied: 0, omitted: 0 } };
const REFUSED: ImportOutcome = { error: 'unknown-format', where: 'format' };

/** The started imports, in order. The test ends them. */
const started: Started[] = [];
let shown: ImportState;
let root: Root;

function Status() {
  shown = useImport();
  return null;
}

/** Chooses a file and returns its import. */
async function choose(name: string): Promise<Started> {
  await act(() => void startImport(new File([], name)));
  const newest = started.at(-1);
  if (!newest || (newest.file as File).name !== name) throw new Error(`${name} was not imported.`);
  return newest;
}

const end = ({ end }: Started, outcome: ImportOutcome) => act(async () => end(outcome));

beforeEach(async () => {
  started.length = 0;
  vi.mocked(importFile).mockImplementation(
    (file, options) => new Promise((resolve) => started.push({ ...options, file, end: resolve })),
  );
  root = createRoot(document.createElement('div'));
  await act(() => root.render(<Status />));
});
afterEach(() => act(() => root.unmount()));

test('choosing another file cancels the import in progress', async () => {
  const first = await choose('first.json');
  const second = await choose('second.json');
  expect(first.signal?.aborted).toBe(true);
  expect(second.signal?.aborted).toBe(false);
  await end(second, REPORT);
  expect(shown).toMatchObject({ running: false, outcome: REPORT });
});

test('an older import that ends does not end the newer one', async () => {
  const first = await choose('first.json');
  const second = await choose('second.json');
  await end(first, REFUSED);
  expect(shown).toMatchObject({ running: true, outcome: undefined });
  await end(second, REPORT);
  expect(shown).toMatchObject({ running: false, outcome: REPORT });
});

test('an older import that ends late does not replace the newer outcome', async () => {
  const first = await choose('first.json');
  await end(await choose('second.json'), REPORT);
  await end(first, REFUSED);
  expect(shown).toMatchObject({ running: false, outcome: REPORT });
});

test('only the newest import reports progress', async () => {
  const first = await choose('first.json');
  const second = await choose('second.json');
  await act(() => second.onProgress?.({ done: 1, total: 2 }));
  await act(() => first.onProgress?.({ done: 7, total: 9 }));
  expect(shown.progress).toEqual({ done: 1, total: 2 });
});

test('an import started while another is being cancelled can be cancelled too', async () => {
  const first = await choose('first.json');
  await act(() => cancelImport());
  const second = await choose('second.json');
  expect(shown).toMatchObject({ running: true, cancelling: false });
  await end(first, { cancelled: true });
  expect(shown).toMatchObject({ running: true, cancelling: false });
  await act(() => cancelImport());
  expect(second.signal?.aborted).toBe(true);
  await end(second, { cancelled: true });
  expect(shown).toMatchObject({ running: false, outcome: { cancelled: true } });
});
