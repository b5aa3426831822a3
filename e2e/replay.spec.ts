import type { Page } from '@playwright/test';
import { englishReplay } from '#lib/i18n/en/replay.ts';
import { chineseReplay } from '#lib/i18n/zh/replay.ts';
import { createEventLine, type Recording, type RecordingLine } from '#lib/protocol/recording/recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { expectNoViolations } from './fixtures/page/axe.ts';
import { answerHtml, chooseRecording, replayFile, replayLast } from './fixtures/page/replay.ts';
import { answerActions, ask, expect, stayInterrupted } from './fixtures/test.ts';
import { test } from './fixtures/tool-test.ts';

const ANSWER = [
  '# Salt\n\nRivers bring **it**, see [here](https://example.com) and $e^{i\\pi}$[^1].\n\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] one\n- two\n\n```js\nconst salt = 35; // percent\n```\n\n',
  '[^1]: A note.\n',
];
const facts = { runId: 'run-1', model: 'recorded-model', startedAt: 1_700_000_000_000 };
const text = (delta: string): RunEvent => ({ type: 'text-delta', id: 't', delta });

/** The run of a bug report: the connection is lost in the middle, and a tool of the browser was called. */
function reportedRun(): Recording {
  const events: [t: number, event: RunEvent][] = [
    [100, { type: 'start', messageId: 'run-1', messageMetadata: facts }],
    [1_000, { type: 'text-start', id: 't' }],
    [1_000, text('One ')],
    [2_000, text('two ')],
    [30_000, text('three.')],
    [30_100, { type: 'text-end', id: 't' }],
    [30_200, { type: 'tool-input-start', toolCallId: 'c', toolName: 'run_javascript' }],
    [
      30_300,
      {
        type: 'tool-input-available',
        toolCallId: 'c',
        toolName: 'run_javascript',
        input: { code: 'document.title = "executed"' },
      },
    ],
    [60_000, { type: 'finish', messageMetadata: { ...facts, outcome: 'awaiting-approval' } }],
  ];
  const lines: RecordingLine[] = events.map(([t, event], index) => createEventLine(t, index + 1, event));
  lines.splice(4, 0, { t: 3_000, type: 'close', reason: 'lost' });
  return {
    header: {
      ...{ format: 'runnel-recording', version: 1, runId: 'run-1' },
      ...{ model: 'recorded-model', startedAt: facts.startedAt, app: 'Runnel 0.1.0' },
    },
    lines,
  };
}

test('the replay of an answer ends with the same elements', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Salt?');
  const first = await upstream.nextRequest();
  first.think('Rivers, ', 'then salt.');
  first.write('Let me look.\n');
  first.callTools({ id: 'c1', name: 'calculate', input: { expression: '5 * 7' } });
  const second = await upstream.nextRequest();
  for (const piece of ANSWER) second.write(...(piece.match(/[\s\S]{1,7}/gu) ?? []));
  second.finish();
  const live = page.locator('main article').last();
  await expect(live).toHaveAttribute('aria-busy', 'false');
  await expect(live.locator('.katex')).toBeVisible();
  await expect(live.locator('.md-line [style*=keyword]').first()).toBeVisible();
  const shown = await answerHtml(live); // before the dialog hides it from screen readers

  const dialog = await replayLast(page);
  await dialog.getByLabel('Speed').selectOption('8×');
  await expect(dialog.getByText('End of the recording')).toBeVisible();
  const replayed = dialog.getByRole('article', { name: 'Answer' });
  await expect.poll(() => answerHtml(replayed)).toBe(shown);

  // A seek back and forward again makes the same elements.
  await dialog.getByRole('slider', { name: 'Position' }).press('PageDown');
  await dialog.getByRole('slider', { name: 'Position' }).press('PageDown');
  await expect.poll(() => answerHtml(replayed)).not.toBe(shown);
  await dialog.getByRole('slider', { name: 'Position' }).press('PageUp');
  await dialog.getByRole('slider', { name: 'Position' }).press('PageUp');
  await expect.poll(() => answerHtml(replayed)).toBe(shown);
  await page.keyboard.press('Escape');
  await expect(answerActions(page).getByRole('button', { name: 'More' })).toBeFocused();
});

test('the replay of an answer that broke off ends with the same elements', async ({ page, upstream }) => {
  await page.addInitScript(stayInterrupted);
  await page.goto('/');
  await ask(page, 'Salt?');
  const request = await upstream.nextRequest();
  request.write('Rivers bring ', '**it');
  await expect(page.locator('main article').last()).toContainText('it');
  request.reset();
  const live = page.locator('main article').last();
  await expect(live.locator('[data-outcome=interrupted]')).toBeVisible();
  const shown = await answerHtml(live);
  const dialog = await replayLast(page);
  await dialog.getByLabel('Speed').selectOption('8×');
  await expect(dialog.getByText('End of the recording')).toBeVisible();
  const replayed = dialog.getByRole('article', { name: 'Answer' });
  await expect.poll(() => answerHtml(replayed)).toBe(shown);
});

test('a file is replayed step by step from the keyboard, and can be searched', async ({ page }) => {
  await page.goto('/');
  const dialog = await replayFile(page, reportedRun());
  await expect(dialog.getByText(/^recorded-model · .* · Runnel 0\.1\.0$/)).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Pause' })).toBeFocused();
  await page.keyboard.press('k');
  await expect(dialog.getByRole('button', { name: 'Play' })).toBeFocused();
  const slider = dialog.getByRole('slider', { name: 'Position' });
  await slider.press('Home');
  await expect(slider).toHaveAttribute('aria-valuetext', '0:00.0 of 1:00.0');
  const answer = dialog.getByRole('article', { name: 'Answer' });
  for (const name of ['#1 start', '#2 text-start', '#3 text-delta "One "']) {
    await page.keyboard.press('.');
    await expect(dialog.locator('code').last()).toHaveText(name);
  }
  await expect(answer).toHaveText('One');
  await page.keyboard.press('.');
  await page.keyboard.press('.');
  await expect(dialog.getByText('Connection lost. Reconnecting…')).toBeVisible();
  await page.keyboard.press(',');
  await page.keyboard.press(',');
  await expect(answer).toHaveText('One');
  await expect(dialog.getByText('Writing')).toBeVisible();
  await slider.press('End');
  await expect(dialog.getByText('End of the recording')).toBeVisible();
  await expect(answer).toContainText('One two three.');
});

test('a replay sends nothing, stores nothing and runs nothing', async ({ page, upstream }) => {
  await page.goto('/');
  const dialog = await replayFile(page, reportedRun());
  await dialog.getByLabel('Speed').selectOption('8×');
  const sent: string[] = [];
  page.on('request', (sentRequest) => {
    const { pathname } = new URL(sentRequest.url());
    if (!pathname.startsWith('/_next/static/')) sent.push(`${sentRequest.method()} ${pathname}`);
  });
  const before = await storedData(page);
  await dialog.getByRole('slider', { name: 'Position' }).press('End');
  await expect(dialog.getByText('End of the recording')).toBeVisible();
  await expect(dialog.getByRole('article', { name: 'Answer' })).toContainText('three.');
  await dialog.getByRole('button', { name: 'Play' }).click();
  await expect(dialog.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await storedData(page)).toEqual(before);
  expect([sent, await page.title()]).toEqual([[], expect.not.stringContaining('executed')]);
  expect(upstream.requests).toHaveLength(0);
});

test('a file that is no recording is refused with the line, and the next one opens', async ({ page }) => {
  await page.goto('/');
  const dialog = await replayFile(page, '{"messages":[]}');
  await expect(dialog.getByRole('status')).toHaveText(
    'Couldn’t read this file. Line 1: This is no recording of a run.',
  );
  await chooseRecording(dialog, reportedRun());
  await expect(dialog.getByRole('article', { name: 'Answer' })).toBeVisible();
  const cutOff = reportedRun();
  cutOff.lines.splice(3);
  await chooseRecording(dialog, cutOff);
  await dialog.getByRole('slider', { name: 'Position' }).press('End');
  await expect(dialog.getByText('The recording ends before the answer does.')).toBeVisible();
  await expect(dialog.getByRole('article', { name: 'Answer' })).toHaveText('One');
});

for (const [locale, t] of [
  ['en-US', englishReplay],
  ['zh-CN', chineseReplay],
] as const) {
  test.describe(`on a phone in ${locale}`, () => {
    test.use({ locale, viewport: { width: 375, height: 740 }, hasTouch: true });

    test('the replay fits the screen, and its controls are named and large enough', async ({ page }) => {
      await page.goto('/');
      const dialog = await replayFile(page, reportedRun(), t);
      const group = dialog.getByRole('group', { name: t.controls });
      await group.getByRole('button', { name: t.pause }).tap();
      const slider = group.getByRole('slider', { name: t.position });
      await slider.press('Home');
      for (let step = 0; step < 2; step++) await slider.press('ArrowRight');
      await expect(dialog.getByRole('article')).toContainText('One two');
      await expectNoViolations(page, 'a replay');
      for (const button of [t.stepBack, t.play, t.stepForward]) {
        const { width = 0, height = 0 } =
          (await group.getByRole('button', { name: button }).boundingBox()) ?? {};
        expect(Math.min(width, height), button).toBeGreaterThanOrEqual(44);
      }
      const overflow = () => dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect(await overflow()).toBe(0);
      expect((await dialog.boundingBox())?.height).toBe(740);
    });
  });
}

/** Everything that the page has stored. */
function storedData(page: Page): Promise<unknown> {
  return page.evaluate(async () => {
    const stores: Record<string, unknown> = {};
    for (const { name = '' } of await indexedDB.databases()) {
      const request = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store).getAll();
        await new Promise((resolve) => {
          rows.onsuccess = resolve;
        });
        stores[`${name}/${store}`] = rows.result;
      }
      database.close();
    }
    return { ...stores, local: { ...localStorage }, session: { ...sessionStorage } };
  });
}
