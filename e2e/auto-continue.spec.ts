import type { Page } from '@playwright/test';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { openSettings } from './fixtures/page/settings.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const BROKE = 'The connection to the model was lost; continuing from the last word';

async function breakOff(page: Page, upstream: ScriptedUpstream): Promise<void> {
  const request = await upstream.nextRequest();
  request.write('The ', 'river ', 'ran ');
  await expect(answerText(page)).toHaveText('The river ran');
  request.reset();
}

test('an interrupted answer goes on by itself, says so, and repeats nothing', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Where to?');
  await breakOff(page, upstream);
  const rest = await upstream.nextRequest();
  await expect(page.locator('[data-phase]')).toContainText(BROKE);
  await expect(page.getByRole('button', { name: 'Continue', exact: true })).toHaveCount(0);
  rest.write('The ', 'river ', 'ran ', 'down ', 'to the sea.');
  rest.finish();
  await expect(answerText(page)).toHaveText('The river ran down to the sea.');
  await expect(page.locator('[data-run-details]')).toContainText('continued automatically');
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('complete');
  expect((await storedAnswer(page))?.text).toBe('The river ran down to the sea.');
  await page.reload();
  await expect(page.locator('[data-run-details]')).toContainText('continued automatically');
  expect(upstream.requests).toHaveLength(2);
});

test('Stop ends it for good', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Where to?');
  await breakOff(page, upstream);
  const rest = await upstream.nextRequest();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await rest.closed;
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('Stopped.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeVisible();
  expect(upstream.requests).toHaveLength(2);
});

test('it can be turned off in the settings', async ({ page, upstream }) => {
  await page.goto('/');
  await openSettings(page, 'Appearance');
  const setting = page.getByRole('checkbox', { name: /Continue interrupted answers automatically/ });
  await expect(setting).toBeChecked();
  await setting.uncheck();
  await page.keyboard.press('Escape');
  await ask(page, 'Where to?');
  await breakOff(page, upstream);
  await expect(page.getByText('Connection lost.')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Continue', exact: true })).toBeVisible();
  expect(upstream.requests).toHaveLength(1);
});
