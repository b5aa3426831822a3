import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parseRecording } from '#lib/protocol/recording/parse-recording.ts';
import { createEventLine, encodeRecording, type RecordingLine } from '#lib/protocol/recording/recording.ts';
import { expectNoViolations } from './fixtures/page/axe.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerActions, answerText, ask, expect, test } from './fixtures/test.ts';

const drawer = (page: Page) => page.getByRole('dialog', { name: 'Stream inspector' });
const cursor = (page: Page) => drawer(page).getByRole('slider', { name: 'Event at the cursor' });
const rows = (page: Page) => drawer(page).getByRole('table', { name: 'Events' });
const legend = (page: Page) => drawer(page).getByRole('region', { name: 'Timeline' }).getByRole('listitem');

async function answerOnce(page: Page, upstream: ScriptedUpstream): Promise<void> {
  await page.goto('/');
  await ask(page, 'First');
  const request = await upstream.nextRequest();
  request.write('Yes');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
}

/** Opens the inspector for the last answer. */
async function inspect(page: Page): Promise<void> {
  const actions = answerActions(page);
  await actions.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Stream inspector' }).click();
  await expect(drawer(page)).toBeVisible();
}

/** Downloads what the inspector shows. */
async function download(page: Page) {
  const file = page.waitForEvent('download');
  await drawer(page).getByRole('button', { name: 'Download recording' }).click();
  const path = await (await file).path();
  const text = await readFile(path, 'utf8');
  return { path, text, recording: parseRecording(text) };
}

async function openFile(page: Page, name: string, text: string): Promise<void> {
  await drawer(page)
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(text) });
}

/** A recording with so many events, ten milliseconds apart. */
function makeRecording(events: number): string {
  const lines: RecordingLine[] = [
    { t: 0, type: 'request', method: 'POST', after: 0 },
    { t: 5, type: 'open', status: 200 },
    ...Array.from({ length: events }, (_, index) =>
      createEventLine((index + 1) * 10, index + 1, { type: 'text-delta', id: '1', delta: `word${index} ` }),
    ),
  ];
  return encodeRecording({
    header: { format: 'runnel-recording', version: 1, runId: 'made', startedAt: 0, app: 'test' },
    lines,
  });
}

test('each token is where it arrived: after it was written, before it was seen', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Tell me');
  const request = await upstream.nextRequest();
  const words = ['Once ', 'upon ', 'a ', 'time'];
  const between: [written: number, seen: number][] = [];
  for (const [index, word] of words.entries()) {
    if (index === 2) await page.waitForTimeout(1_100); // the stall that is looked for
    const written = Date.now();
    request.write(word);
    await expect(answerText(page)).toHaveText(
      words
        .slice(0, index + 1)
        .join('')
        .trim(),
    );
    between.push([written, Date.now()]);
  }
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await inspect(page);
  await expect(legend(page).getByText('Stall', { exact: true })).toBeVisible();
  await expect(legend(page).getByText('First token', { exact: true })).toBeVisible();
  const { recording, text } = await download(page);
  const { startedAt } = recording.header;
  const deltas = recording.lines.filter((line) => line.type === 'event' && line.event.type === 'text-delta');
  expect(deltas).toHaveLength(words.length);
  for (const [index, { t }] of deltas.entries()) {
    const [written = 0, seen = 0] = between[index] ?? [];
    expect(startedAt + t, words[index]).toBeGreaterThan(written - 2); // two processes round the clock
    expect(startedAt + t, words[index]).toBeLessThan(seen + 2);
  }
  const chatId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect(text).not.toContain(chatId);
  expect(text).not.toMatch(/cookie|authorization|Tell me/i);
});

test('an answer that streams is shown live, with its lost connection', async ({
  page,
  upstream,
  context,
}) => {
  await page.goto('/');
  await ask(page, 'Tell me');
  const request = await upstream.nextRequest();
  request.write('One ');
  await expect(answerText(page)).toHaveText('One');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('inspector');
  await page.getByRole('option', { name: 'Stream inspector' }).click();
  await expect(drawer(page).getByText('Live', { exact: true })).toBeVisible();
  const figure = (name: string) => drawer(page).getByRole('term').filter({ hasText: name }).locator('+ dd');
  const before = Number(await figure('Events').textContent());
  request.write('two ', 'three ');
  await expect.poll(async () => Number(await figure('Events').textContent())).toBeGreaterThan(before);
  await context.setOffline(true);
  await context.setOffline(false);
  request.finish();
  await expect(drawer(page).getByText('Live', { exact: true })).toHaveCount(0);
  await expect(legend(page).getByText('End', { exact: true })).toBeVisible();
});

test('a reload in the middle of an answer is in its recording', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Tell me');
  const request = await upstream.nextRequest();
  request.write('before ');
  await expect(answerText(page)).toHaveText('before');
  await page.reload();
  await expect(answerText(page)).toHaveText('before');
  request.write('after');
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await inspect(page);
  await expect(legend(page).getByText('End', { exact: true })).toBeVisible();
  const { recording } = await download(page);
  const text = recording.lines.map((line) =>
    line.type === 'event' && line.event.type === 'text-delta' ? line.event.delta : '',
  );
  expect(text.join('')).toMatch(/before after$/);
});

test('the keyboard goes through events and marks, and the table follows', async ({ page, upstream }) => {
  await answerOnce(page, upstream);
  await inspect(page);
  await openFile(page, 'made.run.jsonl', makeRecording(500));
  await expect(drawer(page).getByText('From a file')).toBeVisible();
  await cursor(page).press('Home');
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /^0\.000 s · Connection · POST/);
  await cursor(page).press('PageDown');
  await expect(cursor(page)).toHaveAttribute(
    'aria-valuetext',
    /First token · Text · text-delta, 6 characters: word0/,
  );
  await cursor(page).press('ArrowRight');
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /word1/);
  await expect(rows(page).getByRole('button', { pressed: true })).toHaveAccessibleName(/word1/);
  await cursor(page).press('End');
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /word499/);
  const chosen = rows(page).getByRole('button', { pressed: true });
  await expect(chosen).toHaveAccessibleName(/word499/);
  await chosen.focus();
  await page.keyboard.press('ArrowUp');
  await expect(rows(page).getByRole('button', { pressed: true })).toBeFocused();
  await expect(cursor(page)).toHaveAttribute('aria-valuetext', /word498/);
  await expectNoViolations(page, 'the stream inspector');
});

test('events are searched, and a file that is no recording says which line is wrong', async ({
  page,
  upstream,
}) => {
  await answerOnce(page, upstream);
  await inspect(page);
  const file = makeRecording(3_000);
  await openFile(page, 'made.run.jsonl', file);
  await drawer(page).getByRole('searchbox').fill('WORD299');
  await expect(drawer(page).getByText('11 results')).toBeVisible();
  await expect(rows(page)).toHaveAttribute('aria-rowcount', '12');
  await openFile(page, 'bad.run.jsonl', file.replace('"seq":7,', '"seq":"7",'));
  await expect(drawer(page).getByRole('alert')).toContainText('Line 10: "seq" must be a whole number');
  await expect(rows(page)).toHaveAttribute('aria-rowcount', '12'); // the recording before it stays open
});

test('50,000 events are drawn once per frame while brushing, and only the visible rows exist', async ({
  page,
  upstream,
}) => {
  await answerOnce(page, upstream);
  await inspect(page);
  await openFile(page, 'made.run.jsonl', makeRecording(50_000));
  await expect(rows(page)).toHaveAttribute('aria-rowcount', '50003');
  expect(await rows(page).getByRole('row').count()).toBeLessThan(60);
  const overview = drawer(page).locator('canvas').last();
  const box = await overview.boundingBox();
  if (!box) throw new Error('The overview is not shown.');
  await page.evaluate(() => {
    const { clearRect } = CanvasRenderingContext2D.prototype;
    const counts = { frames: 0, drawings: 0 };
    Object.assign(globalThis, { counts });
    CanvasRenderingContext2D.prototype.clearRect = function (...args) {
      counts.drawings++;
      clearRect.apply(this, args);
    };
    const count = () => {
      counts.frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await page.mouse.move(box.x + 50, box.y + 10);
  await page.mouse.down();
  for (let x = 60; x < 300; x += 4) await page.mouse.move(box.x + x, box.y + 10);
  await page.mouse.up();
  const { frames, drawings } = await page.evaluate(
    () => (globalThis as unknown as { counts: { frames: number; drawings: number } }).counts,
  );
  expect(drawings).toBeGreaterThan(0);
  expect(drawings).toBeLessThanOrEqual(2 * (frames + 1)); // two canvases
});

test('nothing is recorded once that is turned off, and what was is gone', async ({ page, upstream }) => {
  await answerOnce(page, upstream);
  await page.keyboard.press('Control+,');
  await page.getByRole('tab', { name: 'Data' }).click();
  await page.getByRole('checkbox', { name: 'Record how answers stream' }).uncheck();
  await page.keyboard.press('Escape');
  await inspect(page);
  await expect(drawer(page).getByText('There is no recording of this answer')).toBeVisible();
});
