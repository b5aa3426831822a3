import type { Page } from '@playwright/test';
import { storeChats } from './fixtures/page/stored-chats.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerActions, answerText, ask, expect, test } from './fixtures/test.ts';

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const questions = (page: Page) => page.getByRole('article', { name: 'Question' });
const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });

/** Asks three questions with answers of more than a screen. */
async function converse(page: Page, upstream: ScriptedUpstream): Promise<void> {
  await page.goto('/');
  for (const name of ['one', 'two', 'three']) {
    await ask(page, `Question ${name}`);
    const request = await upstream.nextRequest();
    request.write(`# Answer ${name}\n\n${'Words of a river.\n\n'.repeat(30)}`);
    request.finish();
    await expect(answerText(page)).toContainText(`Answer ${name}`);
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  }
  await expect(page.getByRole('button', { name: 'Regenerate' })).toHaveCount(3);
}

/** The headings of the header and the chat with their levels, as a browser tells a screen reader; Playwright ignores `aria-level`. */
async function headings(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const found = nodes.filter(({ role }) => role?.value === 'heading');
  const levelOf = ({ properties }: (typeof found)[number]) =>
    properties?.find(({ name }) => name === 'level')?.value.value;
  return found.map((node) => `${levelOf(node)} ${node.name?.value}`);
}

/** Takes the focus from the composer without a click, which could meet a control. */
const leaveComposer = (page: Page) => composer(page).evaluate((field) => field.blur());

const topOf = (page: Page, nth: number) =>
  page
    .locator('[id^=message-]')
    .nth(nth)
    .evaluate((item) => Math.round(item.getBoundingClientRect().top));

test('the first links of the page skip to the latest message and to the message box', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'Why is the sea salt?' }]);
  await page.goto('/chats/one');
  await expect(answers(page)).toBeVisible();
  const toMessage = page.getByRole('link', { name: 'Skip to the latest message' });
  const toComposer = page.getByRole('link', { name: 'Skip to the message box' });
  await expect(toMessage).toBeAttached();
  const first = page.locator('a[href], button, textarea').first();
  await expect(first).toHaveText('Skip to the latest message');
  await expect(toMessage).toHaveCSS('width', '1px');
  await first.focus();
  await expect(toMessage).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(answers(page)).toBeFocused();
  const copy = answerActions(page).getByRole('button', { name: 'Copy' });
  await expect(copy).toBeVisible(); // the buttons of messages are loaded later than these
  await page.keyboard.press('Tab');
  await expect(copy).toBeFocused();
  await first.focus();
  await page.keyboard.press('Tab');
  await expect(toComposer).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Enter');
  await expect(composer(page)).toBeFocused();
  expect(new URL(page.url()).hash).toBe('');
});

test('K and J walk back and forth between the messages, whose controls come next', async ({
  page,
  upstream,
}) => {
  await converse(page, upstream);
  await leaveComposer(page);
  await page.keyboard.press('k');
  await expect(answers(page).nth(2)).toBeFocused();
  await expect.poll(() => topOf(page, 5)).toBe(80);
  await page.keyboard.press('k');
  await expect(questions(page).nth(2)).toBeFocused();
  await expect.poll(() => topOf(page, 4)).toBe(80);
  for (let presses = 0; presses < 4; presses++) await page.keyboard.press('k');
  await expect(questions(page).first()).toBeFocused();
  await page.keyboard.press('k'); // there is none before the first
  await expect(questions(page).first()).toBeFocused();
  await page.keyboard.press('j');
  await expect(answers(page).first()).toBeFocused();
  await expect.poll(() => topOf(page, 1)).toBe(80);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Copy', exact: true }).nth(1)).toBeFocused();
  await page.keyboard.press('j');
  await expect(questions(page).nth(1)).toBeFocused();
});

test('K walks from where the reader has scrolled to, first to the beginning of that message', async ({
  page,
  upstream,
}) => {
  await converse(page, upstream);
  await leaveComposer(page);
  await page
    .locator('[id^=message-]')
    .nth(1)
    .evaluate((item) => scrollTo({ top: scrollY + item.getBoundingClientRect().top + 300 }));
  await page.keyboard.press('k');
  await expect(answers(page).first()).toBeFocused();
  await page.mouse.move(600, 400);
  await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
  await expect(answers(page).first()).not.toBeInViewport();
  await page.keyboard.press('k');
  await expect(answers(page).nth(2)).toBeFocused();
});

test('J moves to the first message when all of them are below the top of the window', async ({
  page,
  upstream,
}) => {
  await converse(page, upstream);
  await leaveComposer(page);
  await page.locator('#chat').evaluate((main) => {
    main.style.paddingTop = '300px';
    scrollTo({ top: 0 });
  });
  await expect.poll(() => topOf(page, 0)).toBeGreaterThan(300);
  await page.keyboard.press('j');
  await expect(questions(page).first()).toBeFocused();
});

test('J and K stop following an answer that streams', async ({ page, upstream }) => {
  await converse(page, upstream);
  await ask(page, 'Question four');
  const request = await upstream.nextRequest();
  request.write('Words.\n\n'.repeat(60));
  await expect(answerText(page)).toContainText('Words.');
  await leaveComposer(page);
  await page.keyboard.press('k');
  await page.keyboard.press('k');
  await expect(questions(page).nth(3)).toBeFocused();
  await expect.poll(() => topOf(page, 6)).toBe(80);
  request.write('More words.\n\n'.repeat(60));
  request.finish();
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  expect(await topOf(page, 6)).toBe(80);
});

test('J and K are letters in a text field, and keys of a menu', async ({ page, upstream }) => {
  await converse(page, upstream);
  await composer(page).pressSequentially('jk');
  await expect(composer(page)).toHaveValue('jk');
  await expect(composer(page)).toBeFocused();
  await answerActions(page).getByRole('button', { name: 'More' }).press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
});

test('the list of shortcuts names J and K, and turns off the keys that need no modifier', async ({
  page,
  upstream,
}) => {
  await converse(page, upstream);
  await leaveComposer(page);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list.getByRole('term').filter({ hasText: /^J$/ })).toBeVisible();
  await expect(list.getByText('Previous message')).toBeVisible();
  await list.getByRole('checkbox', { name: /^Single-key shortcuts/ }).uncheck();
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.keyboard.press('?');
  await page.keyboard.press('k');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await expect(page.getByRole('dialog', { name: 'Command palette' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(answers(page).and(page.locator(':focus'))).toHaveCount(0);
});

test('the headings are the title, the messages below it, and those of the answers below them', async ({
  page,
}) => {
  await page.setViewportSize({ width: 900, height: 800 }); // without the sidebar
  await storeChats(page, [{ id: 'one', title: 'Why?', answer: '# Salt\n\n## Rivers\n\n> ###### Lakes' }]);
  await page.goto('/chats/one');
  await expect(answers(page).getByRole('heading')).toHaveText(['Salt', 'Rivers', 'Lakes']);
  await expect
    .poll(() => headings(page))
    .toEqual(['1 Why?', '2 Question', '2 Answer', '3 Salt', '4 Rivers', '6 Lakes']);
});

test('the names of the messages are not copied with their text', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'Why?', answer: 'Because.' }]);
  await page.goto('/chats/one');
  await expect(answerText(page)).toHaveText('Because.');
  const selected = await page.locator('main [role=list]').evaluate((list) => {
    getSelection()?.selectAllChildren(list);
    return getSelection()?.toString();
  });
  expect(selected).toContain('Because.');
  expect(selected).not.toContain('Answer');
});

const WIDE = `| ${'a column | '.repeat(30)}\n|${'---|'.repeat(30)}\n| ${'unbreakable_word | '.repeat(30)}`;
const BOXES = `\`\`\`js\nlet a = '${'long '.repeat(80)}';\n\`\`\`\n\n${WIDE}\n\n$$${'x + '.repeat(120)}y$$\n\n\`\`\`js\nlet b;\n\`\`\`\n\n| a |\n|---|\n| 1 |\n`;

test('the Tab key reaches a box of code, a table and a formula only while it scrolls', async ({ page }) => {
  await storeChats(page, [{ id: 'one', title: 'Why?', answer: BOXES }]);
  await page.goto('/chats/one');
  await expect(page.locator('.katex-display')).toBeVisible();
  const [wideCode, code] = [page.locator('pre').first(), page.locator('pre').last()];
  const tables = page.getByRole('region', { name: 'Table' });
  for (const box of [wideCode, tables.first(), page.locator('.md-formula-display')])
    await expect(box).toHaveAttribute('tabindex', '0');
  for (const box of [code, tables.last()]) await expect(box).not.toHaveAttribute('tabindex');
  await wideCode.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => wideCode.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
  await page.getByRole('button', { name: 'Wrap lines' }).first().click();
  await expect(wideCode).not.toHaveAttribute('tabindex');
});
