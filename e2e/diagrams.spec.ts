import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import { EVERYDAY, HOSTILE, IN_EVERY_KIND, KINDS } from './fixtures/diagrams.ts';
import type { ScriptedUpstream } from './fixtures/scripted-upstream.ts';
import { answerText, ask, test as base, expect } from './fixtures/test.ts';

type Foreign = {
  /** The addresses, without a scheme, of a host that is there and of one that is not. */
  hosts: [present: string, absent: string];
  /** What left the page's own origin: requests, and connections to the host that is there. */
  arrivals: string[];
};

const test = base.extend<{ foreign: Foreign }>({
  foreign: async ({ context, server }, use) => {
    const host = createServer((_, response) => response.end());
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    const present = `127.0.0.1:${(host.address() as AddressInfo).port}`;
    const arrivals: string[] = [];
    host.on('connection', () => arrivals.push('a connection'));
    await context.route(
      (url) => url.origin !== new URL(server.url).origin,
      (route, request) => {
        arrivals.push(request.url());
        return new URL(request.url()).host === present ? route.continue() : route.abort();
      },
    );
    await use({ hosts: [`//${present}`, '//foreign.test'], arrivals });
    host.closeAllConnections();
    host.close();
    await once(host, 'close');
  },
});

/** Has diagrams streamed as an answer, and waits until each has been drawn or given up. */
async function draw(page: Page, upstream: ScriptedUpstream, diagrams: string[]): Promise<Locator> {
  await ask(page, 'Draw');
  const request = await upstream.nextRequest();
  const text = diagrams.map((code) => `\`\`\`mermaid\n${code}\n\`\`\`\n\n`).join('');
  request.write(...(text.match(/[\s\S]{1,400}/gu) ?? []));
  request.finish();
  await expect(page.locator('article[aria-busy=false]')).toBeVisible();
  const boxes = answerText(page).locator('.md-diagram');
  await expect(boxes).toHaveCount(diagrams.length);
  await boxes.evaluateAll(async (all) => {
    for (const box of all) {
      box.scrollIntoView();
      await new Promise<void>((resolve) => {
        const check = () => box.hasAttribute('data-state') && resolve();
        new MutationObserver(check).observe(box, { attributeFilter: ['data-state'] });
        check();
      });
    }
  });
  return boxes;
}

/** Draws diagrams that would load what is at `base`, which must not happen. */
async function expectNothingLeaves(
  page: Page,
  upstream: ScriptedUpstream,
  {
    foreign,
    base,
    diagrams,
  }: { foreign: Foreign; base: string; diagrams: [string, (address: string) => string][] },
): Promise<void> {
  await page.goto('/');
  await page.evaluate((icon) => {
    const payload = document.body.appendChild(document.createElement('div'));
    payload.id = 'payload';
    payload.hidden = true;
    payload.textContent = JSON.stringify({ properties: { icon } });
  }, `${base}/an-icon-of-a-page-element`);
  await draw(
    page,
    upstream,
    diagrams.map(([name, diagram]) => diagram(`${base}/${name.replaceAll(' ', '-')}`)),
  );
  expect(foreign.arrivals).toEqual([]);
  expect(await page.evaluate(() => 'ran' in globalThis), 'a script ran').toBe(false);
  // It would be gone if the page had gone anywhere.
  await expect(page.locator('#payload')).toBeAttached();
  expect(page.context().pages()).toHaveLength(1);
}

test.describe('a hostile diagram takes nothing out of the page', () => {
  for (const index of [0, 1] as const)
    test(`by what only some kinds of diagram have, at ${['a host that is there', 'an unknown host'][index]}`, async ({
      page,
      upstream,
      foreign,
    }) => {
      const diagrams = Object.entries(HOSTILE);
      await expectNothingLeaves(page, upstream, { foreign, base: foreign.hosts[index], diagrams });
    });

  for (const [way, diagram] of Object.entries(IN_EVERY_KIND))
    test(`by ${way} in a diagram of any kind`, async ({ page, upstream, foreign }) => {
      const diagrams = Object.entries(KINDS).map(([name, kind]): [string, (address: string) => string] => [
        name,
        (address) => diagram(address, kind),
      ]);
      await expectNothingLeaves(page, upstream, { foreign, base: `http:${foreign.hosts[0]}`, diagrams });
    });
});

/** The drawn SVG. */
const svgOf = (box: Locator) =>
  box.getByRole('img').evaluate((image) => decodeURIComponent(image.getAttribute('src') ?? ''));

test.describe('an everyday diagram is drawn', () => {
  test('of any kind', async ({ page, upstream }) => {
    await page.goto('/');
    const boxes = await draw(
      page,
      upstream,
      Object.values(KINDS).map((kind) => kind('Rain')),
    );
    const states = await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('data-state')));
    // Mermaid writes the elements of a block diagram as JSON for its log, which fails where React has rendered `<html>`.
    expect(Object.keys(KINDS).filter((_, index) => states[index] !== 'drawn')).toEqual(['block']);
  });

  test('with line breaks, comparisons, placeholders, colours, links, formulas and configuration', async ({
    page,
    upstream,
    foreign,
  }) => {
    await page.goto('/');
    const boxes = await draw(page, upstream, Object.values(EVERYDAY));
    const states = await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('data-state')));
    expect(Object.keys(EVERYDAY).filter((_, index) => states[index] !== 'drawn')).toEqual([]);
    expect(foreign.arrivals).toEqual([]);
  });

  test('in the colours of the page whatever its configuration says, and keeps its title', async ({
    page,
    upstream,
  }) => {
    await page.goto('/');
    const { 'a directive': directive, 'front matter': frontMatter } = EVERYDAY;
    const boxes = await draw(page, upstream, [directive ?? '', frontMatter ?? '']);
    for (const box of await boxes.all()) {
      const svg = await svgOf(box);
      expect(svg).toContain('#e4f1f6');
      expect(svg).not.toMatch(/#cde498|fill: ?red/);
    }
    expect(await svgOf(boxes.nth(1))).toContain('>Rivers<');
  });

  test('with its icons and formulas', async ({ page, upstream }) => {
    await page.goto('/');
    const icon = 'architecture-beta\n  service a(server)[A]';
    const boxes = await draw(page, upstream, [icon, EVERYDAY['a formula'] ?? '']);
    expect(await svgOf(boxes.nth(0))).toContain('#087ebf');
    expect(await svgOf(boxes.nth(1))).toContain('<mfrac>');
  });

  test('with addresses that can be read in the picture', async ({ page, upstream }) => {
    await page.goto('/');
    const boxes = await draw(page, upstream, [EVERYDAY['addresses and links'] ?? '']);
    const svg = await svgOf(boxes);
    expect(svg).toContain('https://a.co/b');
    expect(svg).not.toContain('\u2060');
  });
});
