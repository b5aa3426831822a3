import { fence, isDrawn, read } from './fixtures/page/reading.ts';
import { expect, test } from './fixtures/test.ts';

test('a wide diagram stays legible on a phone, and scrolls in its own box', async ({ page, upstream }) => {
  await page.setViewportSize({ width: 375, height: 740 });
  const answer = await read(
    page,
    upstream,
    '```mermaid\nflowchart LR\n  Rain --> Hills --> Weir --> Bridge --> Sea\n```\n',
  );
  const picture = fence(answer, 'mermaid').getByRole('img');
  await expect.poll(() => isDrawn(picture)).toBe(true);
  const drawn = await picture.evaluate((image) => {
    const svg = decodeURIComponent(image.getAttribute('src') ?? '');
    return Number(/viewBox="\S+ \S+ (\S+)/.exec(svg)?.[1]);
  });
  const { width = 0 } = (await picture.boundingBox()) ?? {};
  expect(width / drawn).toBeCloseTo(0.75, 2);
  expect(width).toBeGreaterThan(375);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await answer.locator('.md-diagram').evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
});

for (const [kind, code] of [
  ['timeline', 'timeline\n  2002 : Rain\n  2004 : Sea\n'],
  ['journey', 'journey\n  section Day\n    Rain: 5: Me\n'],
] as const)
  test(`the axis of a ${kind} is visible on a dark page`, async ({ page, upstream }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const answer = await read(page, upstream, `\`\`\`mermaid\n${code}\`\`\`\n`);
    const picture = fence(answer, 'mermaid').getByRole('img');
    await expect.poll(() => isDrawn(picture)).toBe(true);
    const axis = await picture.evaluate((image) => {
      const svg = decodeURIComponent(image.getAttribute('src')?.split(',').slice(1).join(',') ?? '');
      const frame = document.body.appendChild(document.createElement('div'));
      frame.attachShadow({ mode: 'open' }).innerHTML = svg;
      const line = frame.shadowRoot?.querySelector('line[marker-end]');
      return line && getComputedStyle(line).stroke;
    });
    expect(axis).toBe('rgb(152, 165, 173)');
  });

test('an HTML preview opens on demand, and cannot run scripts, fetch or navigate', async ({
  page,
  upstream,
  server,
}) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
  });
  const html =
    '<h1>River</h1><script>parent.document.title="taken"; fetch("https://example.com/a")</script>' +
    '<img src="https://example.com/b.png"><link rel="stylesheet" href="https://example.com/c.css">' +
    '<a href="https://example.com/d">away</a>';
  const answer = await read(page, upstream, `\`\`\`html\n${html}\n\`\`\`\n`);
  await expect(answer.locator('iframe')).toHaveCount(0);
  await answer.getByRole('button', { name: 'Preview' }).click();
  const frame = answer.locator('iframe');
  expect(await frame.getAttribute('sandbox')).toBe('');
  const inside = frame.contentFrame().locator('iframe').contentFrame();
  await expect(inside.getByRole('heading', { name: 'River' })).toBeVisible();
  await inside.getByText('away').click();
  await expect(inside.getByRole('heading', { name: 'River' })).toBeVisible();
  expect(elsewhere).toEqual([]);
  await expect(page).not.toHaveTitle('taken');
});

test('a drawing opens in a viewer that zooms, downloads and closes', async ({ page, upstream }) => {
  const answer = await read(
    page,
    upstream,
    '```svg\n<svg viewBox="0 0 20 10"><path d="M0 0h9"/></svg>\n```\n',
  );
  await answer.getByRole('button', { name: 'Enlarge image' }).click();
  const dialog = page.getByRole('dialog');
  const width = () => dialog.getByRole('img').evaluate((image) => image.getBoundingClientRect().width);
  const before = await width();
  await dialog.getByRole('button', { name: 'Zoom in' }).click();
  expect(await width()).toBeCloseTo(before * 1.5, 0);
  // The middle of the drawing is still in the middle.
  const middle = await dialog.getByRole('img').evaluate((image) => {
    const [picture, view] = [image, image.parentElement ?? image].map((box) => box.getBoundingClientRect());
    return picture && view ? picture.x + picture.width / 2 - (view.x + view.width / 2) : Number.NaN;
  });
  expect(Math.abs(middle)).toBeLessThan(20);
  await dialog.getByRole('button', { name: 'Zoom out' }).press('Enter');
  expect(await width()).toBeCloseTo(before, 0);
  await expect(dialog.getByRole('button', { name: 'Zoom out' })).toBeFocused();
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  expect((await coming).suggestedFilename()).toBe('drawing.svg');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
