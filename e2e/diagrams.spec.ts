import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locator, Page } from '@playwright/test';
import { DIAGRAM_TYPES, HOSTILE, HOSTILE_IN_EVERY_TYPE, ORDINARY } from './fixtures/data/diagrams.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, test as base, expect } from './fixtures/test.ts';

type Foreign = {
  /** Scheme-relative URLs of a host that answers and of one that does not exist. */
  hosts: [present: string, absent: string];
  /** Requests from the page to other origins, and connections to the host that answers. */
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
      (url) => url.protocol.startsWith('http') && url.origin !== new URL(server.url).origin,
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

/** Streams an answer with these diagrams, and waits until each is drawn or shown as code. */
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
    for (const box of all)
      while (!box.hasAttribute('data-state')) {
        // In every frame, because the page may scroll to its end again when a diagram changes its height.
        box.scrollIntoView();
        await new Promise(requestAnimationFrame);
      }
  });
  return boxes;
}

/** Shows diagrams that try to load a URL on each foreign host, and expects that they cannot. */
async function expectNothingLeaves(
  { page, upstream, foreign }: { page: Page; upstream: ScriptedUpstream; foreign: Foreign },
  diagrams: Record<string, (address: string) => string>,
  hosts: readonly string[],
): Promise<void> {
  await page.goto('/');
  await page.evaluate((icon) => {
    const payload = document.body.appendChild(document.createElement('div'));
    payload.id = 'payload';
    payload.hidden = true;
    payload.textContent = JSON.stringify({ properties: { icon } });
  }, `${foreign.hosts[0]}/an-icon-from-a-page-element`);
  const texts = hosts.flatMap((host) =>
    Object.entries(diagrams).map(([name, diagram]) => diagram(`${host}/${name.replaceAll(' ', '-')}`)),
  );
  await draw(page, upstream, texts);
  expect(foreign.arrivals).toEqual([]);
  expect(await page.evaluate(() => 'ran' in globalThis), 'a script ran').toBe(false);
  // A navigation would have removed it.
  await expect(page.locator('#payload')).toBeAttached();
  expect(page.context().pages()).toHaveLength(1);
}

const TYPES = Object.entries(DIAGRAM_TYPES);
/** The diagram types in groups small enough for the time limit of a test. */
const PARTS = [0, 8, 16, 24, 32].map((start) => {
  const types = TYPES.slice(start, start + 8);
  return { types, title: `${types[0]?.[0]} to ${types.at(-1)?.[0]}` };
});

test.describe('a hostile diagram loads nothing and runs nothing', () => {
  for (const [group, diagrams] of Object.entries(HOSTILE))
    test(`with ${group} of its type`, async ({ page, upstream, foreign }) => {
      await expectNothingLeaves({ page, upstream, foreign }, diagrams, foreign.hosts);
    });

  for (const { types, title } of PARTS)
    test(`with labels and configuration of any type from ${title}`, async ({ page, upstream, foreign }) => {
      const diagrams = types.flatMap(([name, type]) =>
        Object.entries(HOSTILE_IN_EVERY_TYPE).map(([way, diagram]) => [
          `${way} in ${name}`,
          (address: string) => diagram(address, type),
        ]),
      );
      await expectNothingLeaves({ page, upstream, foreign }, Object.fromEntries(diagrams), [
        `http:${foreign.hosts[0]}`,
      ]);
    });
});

const statesOf = (boxes: Locator) =>
  boxes.evaluateAll((all) => all.map((box) => box.getAttribute('data-state')));

/** The drawn SVG. */
const svgOf = (box: Locator) =>
  box.getByRole('img').evaluate((image) => decodeURIComponent(image.getAttribute('src') ?? ''));

test.describe('an ordinary diagram is drawn', () => {
  for (const { types, title } of PARTS)
    test(`in any type from ${title}`, async ({ page, upstream }) => {
      await page.goto('/');
      const texts = types.map(([, type]) => type('Rain'));
      const states = await statesOf(await draw(page, upstream, texts));
      const notDrawn = types.filter((_, index) => states[index] !== 'drawn').map(([name]) => name);
      // Mermaid logs the elements of a block diagram as JSON, which throws on a page whose `<html>` React has rendered.
      expect(notDrawn.filter((name) => name !== 'block')).toEqual([]);
    });

  test('with line breaks, comparisons, placeholders, colors, links, formulas and configuration', async ({
    page,
    upstream,
    foreign,
  }) => {
    await page.goto('/');
    const boxes = await draw(page, upstream, Object.values(ORDINARY));
    const states = await statesOf(boxes);
    expect(Object.keys(ORDINARY).filter((_, index) => states[index] !== 'drawn')).toEqual([]);
    expect(foreign.arrivals).toEqual([]);
  });

  test("in the page's colors, with its title and without its own configuration", async ({
    page,
    upstream,
  }) => {
    await page.goto('/');
    const { 'a directive': directive, 'front matter': frontMatter } = ORDINARY;
    const boxes = await draw(page, upstream, [directive ?? '', frontMatter ?? '']);
    for (const box of await boxes.all()) {
      const svg = await svgOf(box);
      expect(svg).toContain('#e4f1f6');
      expect(svg).not.toMatch(/#cde498|fill: ?red/);
    }
    expect(await svgOf(boxes.nth(1))).toContain('>Rivers<');
  });

  test('with icons and formulas', async ({ page, upstream }) => {
    await page.goto('/');
    const icon = 'architecture-beta\n  service a(server)[A]';
    const boxes = await draw(page, upstream, [icon, ORDINARY['a formula'] ?? '']);
    expect(await svgOf(boxes.nth(0))).toContain('#087ebf');
    expect(await svgOf(boxes.nth(1))).toContain('<mfrac>');
  });

  test('with readable addresses', async ({ page, upstream }) => {
    await page.goto('/');
    const boxes = await draw(page, upstream, [ORDINARY['addresses and links'] ?? '']);
    const svg = await svgOf(boxes);
    expect(svg).toContain('https://a.co/b');
    expect(svg).not.toContain('\u2060');
  });
});
