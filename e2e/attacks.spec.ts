import type { CDPSession, Frame, Locator, Page } from '@playwright/test';
import { test, type Watch } from './fixtures/attack-test.ts';
import { ADDRESSES, ENDPOINTS, LIES } from './fixtures/data/attacks/addresses.ts';
import { BURDENS, DRAWINGS, FORMULAS } from './fixtures/data/attacks/figures.ts';
import { MARKUP } from './fixtures/data/attacks/markup.ts';
import { DIAGRAM_TYPES, HOSTILE, HOSTILE_IN_EVERY_TYPE } from './fixtures/data/diagrams.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect } from './fixtures/test.ts';

/** Streams attacks in one answer, each in a section of its own. @returns the answer */
async function show(page: Page, upstream: ScriptedUpstream, attacks: readonly string[]): Promise<Locator> {
  await page.goto('/');
  await ask(page, 'Attack');
  const request = await upstream.nextRequest();
  const text = attacks.map((attack, index) => `## Attack ${index}\n\n${attack}\n\n`).join('');
  request.write(...(text.match(/[\s\S]{1,2000}/g) ?? []));
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  const answer = answerText(page);
  await expect(answer.getByRole('heading', { name: /^Attack \d+$/ })).toHaveCount(attacks.length);
  return answer;
}

/** Presses every control in the answer but the links: previews, menus, copying, downloads, enlarged figures. */
function pressAll(answer: Locator): Promise<void> {
  return answer.evaluate(async (root) => {
    const pressed = new Set<Element>();
    for (let next = true; next; ) {
      next = false;
      for (const control of root.querySelectorAll<HTMLElement>(
        'button, summary, input, [role=button], [onclick]',
      )) {
        // The requests that a picture of another host needs are asked for: tested in security-headers.spec.ts.
        if (pressed.has(control) || control.closest('.md-image-placeholder')) continue;
        pressed.add(control);
        next = true;
        control.click();
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    for (const dialog of root.querySelectorAll('dialog')) dialog.close();
  });
}

/** Follows every link in the answer, and reports where each would go. */
function followAll(answer: Locator): Promise<{ attack: string; url: string; said: string }[]> {
  return answer.evaluate((root) => {
    const followed: { attack: string; url: string; said: string }[] = [];
    let attack = '';
    const record = (event: Event) => {
      const link = (event.target as Element).closest('a');
      if (!link?.href || event.defaultPrevented) return;
      event.preventDefault();
      const said = getComputedStyle(link, '::after').content;
      followed.push({ attack, url: link.href, said: said.startsWith('"') ? said : '' });
    };
    addEventListener('click', record);
    for (const element of root.querySelectorAll<HTMLElement>('h2, a, area')) {
      if (element.matches('h2')) attack = element.textContent ?? '';
      else element.click();
    }
    removeEventListener('click', record);
    return followed;
  });
}

/** Presses everything inside a preview, whose document runs no scripts of its own. */
function pressInside(frame: Frame): Promise<void> {
  return frame.evaluate(() => {
    const roots: ParentNode[] = [document];
    for (const root of roots)
      for (const element of root.querySelectorAll('*')) {
        if (element.shadowRoot) roots.push(element.shadowRoot);
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, composed: true }));
        if (element instanceof HTMLFormElement) element.requestSubmit();
      }
  });
}

async function expectNoIncident(page: Page, { incidents }: Watch): Promise<void> {
  // What was started before has arrived when this has.
  await page.evaluate(() => fetch('/api/models').then((response) => response.text()));
  expect(incidents).toEqual([]);
  expect(await page.evaluate(() => 'ran' in globalThis), 'a script ran').toBe(false);
  expect(page.context().pages()).toHaveLength(1);
  expect(new URL(page.url()).pathname).toMatch(/^\/chats\//);
  expect(await page.context().cookies()).not.toContainEqual(expect.objectContaining({ name: 'taken' }));
}

/** The longest task of the page's main thread, in milliseconds of its CPU time. */
async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const tasks: number[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const { name, tdur } of value as unknown as { name: string; tdur?: number }[])
      if (name === 'RunTask') tasks.push((tdur ?? 0) / 1_000);
  });
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline'] },
  });
  await work();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  expect(tasks.length).toBeGreaterThan(0);
  return Math.max(...tasks);
}

const fence = (language: string, code: string) => `~~~~${language}\n${code}\n~~~~`;
const WEB = /^(?:https?|ftp|mailto|tel|sms|irc|ircs|xmpp):/;

test('the corpus has more than 300 attacks of its own, and the diagrams', () => {
  const own = [ADDRESSES, LIES, ENDPOINTS, MARKUP, MARKUP, DRAWINGS, FORMULAS, FORMULAS, BURDENS];
  const count = own.reduce((sum, attacks) => sum + Object.keys(attacks).length, 0);
  const diagrams =
    Object.values(HOSTILE).reduce((sum, group) => sum + Object.keys(group).length, 0) +
    Object.keys(HOSTILE_IN_EVERY_TYPE).length * Object.keys(DIAGRAM_TYPES).length;
  console.log(`attacks: ${count} and ${diagrams} diagrams`);
  expect(count).toBeGreaterThan(300);
});

test('no address in a link or picture runs, loads or leaves', async ({ page, upstream, watch }) => {
  const answer = await show(page, upstream, Object.values(ADDRESSES));
  await pressAll(answer);
  for (const { attack, url } of await followAll(answer)) expect(url, attack).toMatch(WEB);
  await expectNoIncident(page, watch);
});

test('a link that seems to lead elsewhere says where it leads', async ({ page, upstream, watch }) => {
  const names = Object.keys(LIES);
  const answer = await show(
    page,
    upstream,
    Object.values(LIES).map((lie) => lie('https://foreign.test/a')),
  );
  await pressAll(answer);
  const silent = (await followAll(answer)).filter(({ url, said }) => {
    const { host, pathname } = new URL(url);
    return !said.includes(host || pathname);
  });
  expect(silent.map(({ attack }) => names[Number(attack.replace(/\D+/, ''))])).toEqual([]);
  await expectNoIncident(page, watch);
});

test("no link leads to this server's endpoints", async ({ page, server, upstream, watch }) => {
  const texts = ENDPOINTS.flatMap((address) => [
    `[here](<${address(server.url)}>)`,
    `![here](<${address(server.url)}>)`,
    `[${address(server.url)}]\n\n[${address(server.url)}]: <${address(server.url)}>`,
  ]);
  const answer = await show(page, upstream, texts);
  await expect(answer.locator('.md-image-placeholder').getByRole('button')).toHaveCount(0);
  const followed = await followAll(answer);
  // The others lead to pages, such as /chats/api/models.
  const endpoints = followed.filter(({ url }) =>
    /^\/(?:_next|api|chat|frames|v1)\//i.test(new URL(url).pathname),
  );
  expect(endpoints).toEqual([]);
  await expectNoIncident(page, watch);
});

test('markup, formulas and drawings run, load and open nothing', async ({ page, upstream, watch }) => {
  const attacks = [
    ...Object.values(MARKUP).map((attack) => attack(watch.foreign)),
    ...Object.values(FORMULAS).flatMap((attack) => [
      `$${attack(watch.foreign)}$`,
      `$$\n${attack(watch.foreign)}\n$$`,
    ]),
    ...Object.values(DRAWINGS).map((attack) => fence('svg', attack(watch.foreign))),
  ];
  const answer = await show(page, upstream, attacks);
  await pressAll(answer);
  for (const { attack, url } of await followAll(answer)) expect(url, attack).toMatch(WEB);
  expect(
    await answer.locator('[style*="url("], [style*="fixed"], [onclick], [onerror], #payload').count(),
  ).toBe(0);
  await expectNoIncident(page, watch);
});

/** Parts of a list that are small enough for the time limit of a test. */
function groups<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

test.describe('previews', () => {
  test.use({ failOnPageErrors: false }); // Chromium logs what the policy of a preview refuses

  for (const [index, previews] of groups(Object.values(MARKUP), 40).entries())
    test(`run, load, open and go nowhere, group ${index + 1}`, async ({ page, upstream, watch }) => {
      const attacks = previews.map((attack) => fence('html', attack(watch.foreign)));
      const answer = await show(page, upstream, attacks);
      const frames = () => page.frames().filter((frame) => frame.parentFrame()?.parentFrame());
      // All at once, because a button that was pressed has another name.
      await answer
        .getByRole('button', { name: 'Preview' })
        .evaluateAll((buttons) => buttons.forEach((button) => void (button as HTMLElement).click()));
      await expect.poll(() => frames().length).toBe(attacks.length);
      await Promise.all(frames().map(pressInside));
      await pressAll(answer);
      await expectNoIncident(page, watch);
    });
});

for (const [name, burden] of Object.entries(BURDENS))
  test(`the page is never busy for more than 200 ms at a time with ${name}`, async ({
    page,
    upstream,
    watch,
  }) => {
    const longest = await longestTask(page, async () => void (await show(page, upstream, [burden()])));
    expect(longest).toBeLessThan(200);
    await expectNoIncident(page, watch);
  });
