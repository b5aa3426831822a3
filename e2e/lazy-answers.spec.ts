import {
  exchange,
  expectComposer,
  notice,
  openWithConversation,
  refuseChunks,
  retry,
} from './fixtures/page/refused-chunks.ts';
import { answerText, ask, expect } from './fixtures/test.ts';
import { card, test } from './fixtures/tool-test.ts';

test('a chart that fails to load can be retried, and the answer goes on', async ({ page, upstream }) => {
  const chart = {
    id: 'c1',
    name: 'draw_chart',
    input: { kind: 'bar', title: 'Rain', labels: ['May', 'June'], series: [{ name: 'mm', values: [3, 5] }] },
  };
  await openWithConversation(page);
  await exchange(page, upstream, 'So.');
  await expect(page.getByRole('toolbar', { name: 'Actions' })).toHaveCount(2);
  await ask(page, 'Add.');
  (await upstream.nextRequest()).callTools({ id: 'c0', name: 'calculate', input: { expression: '1+1' } });
  const first = await upstream.nextRequest();
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  first.finish();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();

  const allow = await refuseChunks(page);
  await ask(page, 'Draw.');
  (await upstream.nextRequest()).callTools(chart);
  const request = await upstream.nextRequest();
  await expect(notice(card(page, 1))).toBeVisible();
  request.write('Drawn.');
  request.finish();
  await expect(page.getByText('Drawn.')).toBeVisible();
  await allow();
  await retry(card(page, 1)).click();
  await expect(card(page, 1).getByRole('img', { name: 'Rain' })).toBeVisible();
});

test('an approval given while the code for it fails to load takes effect once it loads', async ({
  page,
  upstream,
  hills,
}) => {
  await openWithConversation(page);
  await exchange(page, upstream, 'So.');
  await expect(page.getByRole('toolbar', { name: 'Actions' })).toHaveCount(2);
  await ask(page, 'Add.');
  (await upstream.nextRequest()).callTools({ id: 'c0', name: 'calculate', input: { expression: '1+1' } });
  (await upstream.nextRequest()).finish();
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();

  const allow = await refuseChunks(page);
  await ask(page, 'How high?');
  (await upstream.nextRequest()).callTools({ id: 'c1', name: 'hills_get_height', input: { place: 'Vaals' } });
  await expect(notice(card(page, 1))).toBeVisible();
  await page.getByRole('button', { name: 'Allow once' }).click();
  await allow();
  await retry(card(page, 1)).click();
  const request = await upstream.nextRequest();
  expect(hills.calls).toHaveLength(1);
  request.write('High.');
  request.finish();
  await expect(answerText(page)).toHaveText('High.');
});

const FENCES = [
  { language: 'mermaid', code: 'graph TD; A-->B;' },
  {
    language: 'svg',
    code: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>',
  },
  { language: 'html', code: '<p>A page</p>' },
];
for (const { language, code } of FENCES)
  test(`a ${language} fence is shown as code with a retry when its picture fails to load`, async ({
    page,
    upstream,
  }) => {
    await openWithConversation(page);
    await exchange(page, upstream, '**So.**');
    await expect(page.locator('.md strong')).toHaveText('So.');
    const allow = await refuseChunks(page);
    await ask(page, 'Show it.');
    const request = await upstream.nextRequest();
    request.write(`\`\`\`${language}\n${code}\n\`\`\`\n\nDone.`);
    request.finish();
    const figure = page.getByRole('figure', { name: `Code block, ${language}` });
    if (language === 'html') await figure.getByRole('button', { name: 'Preview' }).click();
    await expect(notice(figure)).toBeVisible();
    await expect(figure.locator('pre')).toContainText(code);
    await expect(answerText(page)).toContainText('Done.');
    await expectComposer(page, '');
    await allow();
    await retry(figure).click();
    await expect(language === 'html' ? figure.locator('iframe') : figure.locator('img')).toBeVisible();
    await expect(notice(figure)).toHaveCount(0);
  });

test('a diagram is drawn after a retry when the code for its kind failed to load', async ({
  page,
  upstream,
}) => {
  await openWithConversation(page);
  await exchange(page, upstream, '```mermaid\ngraph TD; A-->B;\n```\n\nDone.');
  const figures = page.getByRole('figure', { name: 'Code block, mermaid' });
  await expect(figures.locator('img')).toBeVisible();
  const allow = await refuseChunks(page);
  await exchange(page, upstream, '```mermaid\nsequenceDiagram\nAlice->>Bob: Hi\n```\n\nDone.');
  await expect(notice(figures.last())).toBeVisible();
  await expect(figures.last().locator('pre')).toContainText('Alice');
  await allow();
  await retry(figures.last()).click();
  await expect(figures.last().locator('img')).toBeVisible();
});
