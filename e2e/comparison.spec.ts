import { expectNoViolations } from './fixtures/page/axe.ts';
import {
  column,
  compare,
  comparison,
  keep,
  startComparisonServer,
  status,
  textOf,
} from './fixtures/page/comparison.ts';
import { loadHeadId } from './fixtures/page/stored-chat.ts';
import type { RunnelServer } from './fixtures/servers/runnel-server.ts';
import type { ScriptedUpstream, UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerActions, answerText, ask, expect, test } from './fixtures/test.ts';

let server: RunnelServer;
test.beforeAll(async ({ runnel: { upstream } }) => {
  server = await startComparisonServer(upstream);
});
test.afterAll(() => server.stop());

const TWO = ['alpha', 'beta'];
const at = (upstream: ScriptedUpstream) => ({ address: server.url, upstream });

test('two models stream at once; one is stopped, a reload resumes both, and the other is kept', async ({
  page,
  upstream,
}) => {
  const [alpha, beta] = (await compare(page, { ...at(upstream), models: TWO })) as [
    UpstreamRequest,
    UpstreamRequest,
  ];
  expect(alpha.body.messages).toEqual(beta.body.messages);
  alpha.write('Because ');
  beta.write('Rayleigh ');
  await expect(textOf(column(page, 'alpha'))).toHaveText('Because');
  await expect(textOf(column(page, 'beta'))).toHaveText('Rayleigh');
  await expect(status(page)).toContainText('2 models are answering');
  await expectNoViolations(page, 'a comparison that streams');

  await page.reload();
  await expect(textOf(column(page, 'alpha'))).toHaveText('Because');
  beta.write('scattering.');
  await expect(textOf(column(page, 'beta'))).toHaveText('Rayleigh scattering.');
  alpha.write('of the air');
  await expect(textOf(column(page, 'alpha'))).toHaveText('Because of the air');

  await column(page, 'alpha').getByRole('button', { name: 'Stop alpha' }).click();
  await alpha.closed;
  await expect(column(page, 'alpha')).toContainText('Stopped');
  await expect(status(page)).toContainText('1 of 2 models still answering');
  beta.write(' It favors short waves.');
  beta.finish();
  await expect(textOf(column(page, 'beta'))).toHaveText('Rayleigh scattering. It favors short waves.');
  await expect(status(page)).toContainText('Keep one answer to continue the chat.');
  await expect(column(page, 'beta').locator('[data-segment=text]')).toHaveCount(1);
  await expectNoViolations(page, 'a comparison that has ended');

  await keep(page, 'beta').click();
  await expect(comparison(page)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused();
  await expect(answerText(page)).toHaveText('Rayleigh scattering. It favors short waves.');
  await expect(page.getByRole('banner').getByRole('button', { name: 'Model: beta' })).toBeVisible();
  const versions = page.getByRole('group', { name: 'Versions' });
  await expect(versions).toHaveText('2/2');
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(answerText(page)).toHaveText('Because of the air');
  const otherHead = await loadHeadId(page);
  await versions.getByRole('button', { name: 'Next version' }).click();
  await expect.poll(() => loadHeadId(page)).not.toBe(otherHead);
  await page.reload();
  await expect(answerText(page)).toHaveText('Rayleigh scattering. It favors short waves.');
  await expect(versions).toHaveText('2/2');
  expect(upstream.requests).toHaveLength(2);
});

test('a question that is asked meanwhile waits, and follows the answer that is kept', async ({
  page,
  upstream,
}) => {
  const [alpha, beta] = (await compare(page, { ...at(upstream), models: TWO })) as [
    UpstreamRequest,
    UpstreamRequest,
  ];
  alpha.write('A');
  alpha.finish();
  beta.write('B');
  await expect(keep(page, 'alpha')).toBeVisible();
  await page.getByRole('textbox', { name: 'Message' }).fill('And at night?');
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  await expect(page.getByRole('region', { name: 'Queued question' })).toContainText(
    'Sends once you keep an answer',
  );

  await keep(page, 'alpha').click();
  await beta.closed; // it was still being written
  const next = await upstream.nextRequest();
  expect(next.body).toMatchObject({
    model: 'alpha',
    messages: [{ content: 'Why is the sky blue?' }, { content: 'A' }, { content: 'And at night?' }],
  });
  next.write('Dark');
  next.finish();
  await expect(answerText(page)).toHaveText('Dark');
});

test('all answers are stopped at once', async ({ page, upstream }) => {
  const requests = await compare(page, { ...at(upstream), models: ['alpha', 'beta', 'gamma'] });
  for (const request of requests) request.write('text');
  await expect(comparison(page).locator('[data-part=text]')).toHaveCount(3);
  await status(page).getByRole('button', { name: 'Stop all' }).click();
  await Promise.all(requests.map(({ closed }) => closed));
  await expect(status(page)).toContainText('Keep one answer to continue the chat.');
});

test('an answer that is there is compared with that of another model', async ({ page, upstream }) => {
  await page.goto(server.url);
  await ask(page, 'Hello');
  const first = await upstream.nextRequest();
  first.write('One');
  first.finish();
  await expect(answerText(page)).toHaveText('One');
  await answerActions(page).getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Compare with…' }).click();
  await expect(page.getByRole('dialog', { name: 'Choose a model' }).getByRole('combobox')).toBeFocused();
  await page.keyboard.type('gamma');
  await page.keyboard.press('Enter');
  const second = await upstream.nextRequest();
  expect(second.body).toMatchObject({ model: 'gamma', messages: [{ content: 'Hello' }] });
  second.write('Two');
  await expect(textOf(column(page, 'gamma'))).toHaveText('Two');
  await expect(textOf(column(page, 'alpha'))).toHaveText('One');
  second.finish();
  await keep(page, 'alpha').click();
  await expect(answerText(page)).toHaveText('One');
  await expect(page.getByRole('group', { name: 'Versions' })).toHaveText('1/2');
});

test('a model that fails leaves the others alone, and is asked again', async ({ page, upstream }) => {
  const [alpha, beta] = (await compare(page, { ...at(upstream), models: TWO })) as [
    UpstreamRequest,
    UpstreamRequest,
  ];
  alpha.refuse(400, 'No.');
  beta.write('B');
  await expect(column(page, 'alpha').getByRole('alert')).toBeVisible();
  await column(page, 'alpha').getByRole('button', { name: 'Try again' }).click();
  const again = await upstream.nextRequest();
  expect(again.body.model).toBe('alpha');
  again.write('A');
  again.finish();
  beta.finish();
  await expect(textOf(column(page, 'alpha'))).toHaveText('A');
  await expect(textOf(column(page, 'beta'))).toHaveText('B');
  await keep(page, 'beta').click();
  await expect(page.getByRole('group', { name: 'Versions' })).toHaveText('2/3');
});

test('the answers of a page that is gone are collected by the next one', async ({
  page,
  context,
  upstream,
}) => {
  const [alpha, beta] = (await compare(page, { ...at(upstream), models: TWO })) as [
    UpstreamRequest,
    UpstreamRequest,
  ];
  alpha.write('A ');
  beta.write('B ');
  await expect(comparison(page).locator('[data-part=text]')).toHaveCount(2);
  const address = page.url();
  await page.close();
  for (const request of [alpha, beta]) {
    request.write('and more');
    request.finish();
  }
  const other = await context.newPage();
  await other.goto(server.url); // a new chat
  const collected = () =>
    other.evaluate(async () => (await (await fetch('/api/runs')).json()).runs.length as number);
  await expect.poll(collected).toBe(0);
  await other.goto(address);
  await expect(textOf(column(other, 'alpha'))).toHaveText('A and more');
  await expect(textOf(column(other, 'beta'))).toHaveText('B and more');
});
