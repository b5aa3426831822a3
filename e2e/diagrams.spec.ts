import type { Locator, Page } from '@playwright/test';
import { DIAGRAM_TYPES, HOSTILE, HOSTILE_IN_EVERY_TYPE, ORDINARY } from './fixtures/data/diagrams.ts';
import { draw, expect, type Foreign, statesOf, svgOf, test } from './fixtures/diagram-test.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';

/** Presses every button of the diagrams: to enlarge, to zoom, to download. */
function pressAll(boxes: Locator): Promise<void> {
  return boxes.evaluateAll((all) => {
    const press = (root: ParentNode) => {
      for (const button of root.querySelectorAll('button')) button.click();
    };
    for (const box of all) {
      press(box);
      const dialog = box.querySelector('dialog');
      if (dialog) press(dialog); // the last button closes it
    }
  });
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
  await pressAll(await draw(page, upstream, texts));
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
  test.use({ failOnPageErrors: false }); // Chromium logs what the policy of the frame that draws refuses

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

test.describe('an ordinary diagram is drawn', () => {
  for (const { types, title } of PARTS)
    test(`in any type from ${title}`, async ({ page, upstream }) => {
      await page.goto('/');
      const texts = types.map(([, type]) => type('Rain'));
      const states = await statesOf(await draw(page, upstream, texts));
      const notDrawn = types.filter((_, index) => states[index] !== 'drawn').map(([name]) => name);
      expect(notDrawn).toEqual([]);
    });

  test('with line breaks, comparisons, placeholders, colors, links, formulas and configuration', {
    tag: '@firefox',
  }, async ({ page, upstream, foreign }) => {
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
    expect(await svgOf(boxes)).toContain('https://a.co/b');
  });
});
