// A page of the script's own that puts screenshots side by side: of two tabs in a frame of the animation, of phones in a picture.
import type { Browser, Page } from 'playwright';

export type Point = { x: number; y: number };
export type Size = { width: number; height: number };

const dataUrl = (picture: Buffer) => `data:image/png;base64,${picture.toString('base64')}`;

/** Draws screenshots of screens side by side, with round corners, on a transparent ground. */
export async function drawScreens(
  browser: Browser,
  screens: Buffer[],
  { width, height, scale, radius }: Size & { scale: number; radius: number },
): Promise<Buffer> {
  const page = await browser.newPage({
    viewport: { width: screens.length * (width + 32), height: height + 4 },
    deviceScaleFactor: scale,
  });
  const images = screens.map((screen) => `<img src="${dataUrl(screen)}" alt="">`).join('');
  await page.setContent(
    `<style>
      body { margin: 0; display: inline-flex; gap: 32px; padding: 1px; }
      img { inline-size: ${width}px; border-radius: ${radius}px; outline: 1px solid rgb(128 140 150 / 0.4); }
    </style>${images}`,
  );
  const picture = await page.locator('body').screenshot({ omitBackground: true });
  await page.close();
  return picture;
}

/** One frame of the animation: two tabs, of which the second may be missing, and the caption that is current. */
export type Scene = { tabs: Buffer[]; caption: number; pointer?: Point; isPressed?: boolean };

const BAR = 40;
const EDGE = 28;

/** Two browser tabs with captions below them. */
export class Stage {
  readonly #page: Page;
  readonly #tab: Size;

  private constructor(page: Page, tab: Size) {
    this.#page = page;
    this.#tab = tab;
  }

  static async open(
    browser: Browser,
    { tab, scale, captions }: { tab: Size; scale: number; captions: string[] },
  ): Promise<Stage> {
    const page = await browser.newPage({
      viewport: { width: 2 * tab.width + 3 * EDGE, height: tab.height + BAR + 2 * EDGE + 44 },
      deviceScaleFactor: scale,
    });
    await page.setContent(htmlOf(tab, captions));
    return new Stage(page, tab);
  }

  /** The middle of the first tab's reload button. */
  get reloadButton(): Point {
    return { x: EDGE + 24, y: EDGE + BAR / 2 };
  }

  /** Where a point of a tab's page is. */
  inTab(index: 0 | 1, { x, y }: Point): Point {
    return { x: EDGE + index * (this.#tab.width + EDGE) + x, y: EDGE + BAR + y };
  }

  async draw({ tabs, caption, pointer, isPressed = false }: Scene): Promise<Buffer> {
    await this.#page.evaluate(
      async ({ sources, caption, pointer, isPressed }) => {
        for (const [index, tab] of document.querySelectorAll('figure').entries()) {
          const source = sources[index];
          const image = tab.querySelector('img');
          tab.className = source === undefined ? 'absent' : '';
          if (image === null || source === undefined) continue;
          image.src = source;
          await image.decode();
        }
        for (const [index, item] of document.querySelectorAll('li').entries())
          item.className = index === caption ? 'current' : '';
        const arrow = document.querySelector<SVGElement>('#pointer');
        if (arrow === null) return;
        arrow.style.display = pointer ? 'block' : 'none';
        arrow.style.translate = pointer ? `${pointer.x}px ${pointer.y}px` : '';
        arrow.style.scale = isPressed ? '0.8' : '1';
      },
      { sources: tabs.map(dataUrl), caption, pointer, isPressed },
    );
    return this.#page.screenshot();
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}

const RELOAD =
  '<svg viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="#5a6770" stroke-width="2.2" stroke-linecap="round"><path d="M20 12a8 8 0 1 1-2.4-5.7L20 8.5M20 3.5v5h-5"/></svg>';

const htmlOf = ({ width, height }: Size, captions: string[]) => `<style>
  body { margin: 0; padding: ${EDGE}px; background: #dfe9ee; color: #43515a; font: 500 17px/1.3 system-ui, "Noto Sans CJK SC", sans-serif; }
  main { display: grid; grid-template-columns: ${width}px ${width}px; gap: ${EDGE}px; block-size: ${height + BAR}px; }
  figure { margin: 0; border-radius: 14px; overflow: hidden; box-shadow: 0 6px 20px rgb(30 50 60 / 0.16); background: #f3f6f8; }
  .absent { background: none; box-shadow: inset 0 0 0 2px #cddae0; }
  .absent > * { visibility: hidden; }
  header { display: flex; align-items: center; gap: 12px; block-size: ${BAR}px; padding: 0 15px; }
  header span { flex: 1; border-radius: 99px; background: #e3eaee; padding: 3px 14px; font-size: 14px; color: #5a6770; }
  img { display: block; inline-size: ${width}px; block-size: ${height}px; }
  ol { display: grid; grid-template-columns: repeat(4, auto); justify-content: space-between; list-style: none; margin: 20px 4px 0; padding: 0; }
  li { color: #93a1a9; }
  li.current { color: #0b6478; font-weight: 650; }
  #pointer { position: fixed; inset: 0 auto auto 0; transform-origin: 0 0; filter: drop-shadow(0 1px 2px rgb(0 0 0 / 0.35)); }
</style>
<main>${`<figure><header>${RELOAD}<span>localhost:3000</span></header><img alt=""></figure>`.repeat(2)}</main>
<ol>${captions.map((caption, index) => `<li>${index + 1}. ${caption}</li>`).join('')}</ol>
<svg id="pointer" width="26" height="26" viewBox="0 0 26 26"><path d="M1 1v19l5.2-4.6 3.3 7.5 3.4-1.5-3.3-7.4h7z" fill="#1c2529" stroke="#fff" stroke-width="1.5"/></svg>`;
