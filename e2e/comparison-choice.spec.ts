import { expectNoViolations } from './fixtures/page/axe.ts';
import { column, compare, keep, startComparisonServer } from './fixtures/page/comparison.ts';
import type { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { answerActions, answerText, ask, expect, test } from './fixtures/test.ts';

let server: RunnelServer;
test.beforeAll(async ({ runnel: { upstream } }) => {
  server = await startComparisonServer(upstream);
});
test.afterAll(() => server.stop());

test.describe('on a phone', () => {
  test.use({ viewport: { width: 375, height: 720 }, hasTouch: true, isMobile: true });

  test('one answer fills the screen, and buttons or a swipe lead to the others', async ({
    page,
    upstream,
  }) => {
    const requests = await compare(page, {
      ...{ address: server.url, upstream },
      models: ['alpha', 'beta', 'gamma'],
    });
    for (const request of requests) {
      request.write(`From ${request.body.model}.`);
      request.finish();
    }
    const places = page.getByRole('navigation', { name: 'Answers' });
    await expect(places).toContainText('1/3alpha');
    await expect(column(page, 'alpha')).toBeInViewport({ ratio: 0.9 });
    await expect(column(page, 'beta')).not.toBeInViewport();
    await places.getByRole('button', { name: 'Next answer' }).click();
    await expect(places).toContainText('2/3beta');
    await expect(column(page, 'beta')).toBeInViewport({ ratio: 0.9 });
    await page.locator('[data-columns]').evaluate((row) => row.scrollBy({ left: 200, behavior: 'instant' }));
    await expect(places).toContainText('3/3gamma'); // it snaps
    await expect(column(page, 'gamma')).toBeInViewport({ ratio: 0.9 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    await expectNoViolations(page, 'a comparison on a phone');
    await keep(page, 'gamma').click();
    await expect(answerText(page)).toHaveText('From gamma.');
  });
});

test('up to four models are compared, and the choice can be taken back', async ({ page }) => {
  await page.goto(server.url);
  await page.getByRole('banner').getByRole('button', { name: 'Model: alpha' }).click();
  await page.getByRole('button', { name: 'Compare models…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare models' });
  await expect(dialog.getByRole('button', { name: 'Compare' })).toBeDisabled();
  for (const model of ['beta', 'gamma', 'delta']) await dialog.getByRole('checkbox', { name: model }).check();
  await expect(dialog.getByRole('checkbox', { name: 'epsilon' })).toBeDisabled();
  await expectNoViolations(page, 'the choice of models');
  await dialog.getByRole('button', { name: 'Compare' }).click();
  const notice = page.getByText('Your next question goes to alpha, beta, gamma, and delta.');
  await expect(notice).toBeVisible();
  await page.getByRole('button', { name: 'Use one model' }).click();
  await expect(notice).toHaveCount(0);
});

test('with one model there is nothing to compare', async ({ page, upstream, runnel }) => {
  await page.goto(runnel.server.url);
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  request.write('One');
  request.finish();
  await expect(answerText(page)).toHaveText('One');
  await answerActions(page).getByRole('button', { name: 'More' }).click();
  await expect(page.getByRole('menuitem', { name: 'Branch in new chat' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Compare with…' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'Compare models…' })).toHaveCount(0);
});
