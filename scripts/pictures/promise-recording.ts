// Records the animation: an answer streams, the page is reloaded and the answer goes on, a second tab shows it too, and Stop ends it.
// The model waits for each picture before it says the next word, and the reloaded page for its scripts, so the recording is even and shows
// every step, however busy or fast the machine is.
import type { Page } from 'playwright';
import type { UpstreamRequest } from '../../e2e/fixtures/servers/scripted-upstream.ts';
import { saveAnimation } from './image-files.ts';
import type { Studio } from './opened.ts';
import { type Point, type Scene, Stage } from './stage.ts';
import { LABELS, type Language, LOCALES, PROMISE } from './texts.ts';

const TAB = { width: 450, height: 600 };
const SCALE = 1.5;
const WORD_MS = 110;
const POINTER_STEPS = 5;

/** How many words are said in each step. */
const WORDS = { first: 30, duringReload: 6, afterReload: 24, inBothTabs: 21 };

export async function recordPromise(studio: Studio, language: Language): Promise<void> {
  const { browser, server, upstream } = studio;
  const { question, captions } = PROMISE[language];
  const { run, stop, opening } = LABELS[language];
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: TAB,
    deviceScaleFactor: SCALE,
    colorScheme: 'light',
    locale: LOCALES[language],
    serviceWorkers: 'block',
  });
  const stage = await Stage.open(browser, { tab: TAB, scale: SCALE, captions });
  const recording = new Recording(stage, language);

  const first = await context.newPage();
  await first.goto('/');
  const field = first.getByRole('textbox');
  await field.fill(question);
  await first.locator('header button[aria-haspopup=dialog]').waitFor();
  recording.tabs = [first];
  await recording.hold(1_300);
  await field.press('Enter');
  const request = await upstream.nextRequest();
  recording.request = request;
  await first.getByText(run.waiting).waitFor();
  await recording.hold(600);
  await recording.say(WORDS.first);

  recording.caption = 1;
  await recording.pointAt(stage.reloadButton);
  await reload(first, async () => {
    await first.getByText(opening).waitFor();
    await recording.hold(500);
    recording.sayUnseen(WORDS.duringReload);
  });
  await recording.waitForWords();
  await recording.hold(500);
  recording.hidePointer();
  await recording.say(WORDS.afterReload);

  recording.caption = 2;
  const second = await context.newPage();
  await second.goto(first.url());
  recording.tabs = [first, second];
  await recording.waitForWords();
  await recording.hold(900);
  await recording.say(WORDS.inBothTabs);

  recording.caption = 3;
  const button = second.getByRole('button', { name: stop, exact: true });
  const box = await button.boundingBox();
  if (box === null) throw new Error('There is nothing to stop.');
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await recording.pointAt(stage.inTab(1, middle));
  await button.click();
  await request.closed;
  for (const tab of [first, second]) await tab.getByText(run.stopped, { exact: true }).waitFor();
  await recording.hold(3_000);

  await stage.close();
  await context.close();
  await saveAnimation(`promise-${language}`, recording.frames);
}

/** Reloads a page, whose scripts wait until `show` has shown it without them. */
async function reload(page: Page, show: () => Promise<void>): Promise<void> {
  const { promise: isShown, resolve } = Promise.withResolvers<void>();
  await page.route('**/*.js', (route) => isShown.then(() => route.continue()));
  await page.reload({ waitUntil: 'commit' });
  await show();
  resolve();
}

/** The frames so far, and what the next one shows. */
class Recording {
  readonly frames: { picture: Buffer; ms: number }[] = [];
  readonly #stage: Stage;
  readonly #words: string[];
  #said = 0;
  #pointer: Point | undefined;
  tabs: Page[] = [];
  caption = 0;
  request: UpstreamRequest | undefined;

  constructor(stage: Stage, language: Language) {
    const { answer, token } = PROMISE[language];
    this.#stage = stage;
    this.#words = answer.match(token) ?? [];
  }

  /** Shows the tabs as they are, for `ms`. */
  async hold(ms: number, scene: Partial<Scene> = {}): Promise<void> {
    const tabs = await Promise.all(this.tabs.map((tab) => tab.screenshot()));
    const pointer = this.#pointer && { pointer: this.#pointer };
    const picture = await this.#stage.draw({ tabs, caption: this.caption, ...pointer, ...scene });
    this.frames.push({ picture, ms });
  }

  /** Streams words, each in a frame of its own. */
  async say(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      this.sayUnseen(1);
      await this.waitForWords();
      await this.hold(WORD_MS);
    }
  }

  sayUnseen(count: number): void {
    this.request?.write(...this.#words.slice(this.#said, this.#said + count));
    this.#said += count;
  }

  /** Waits until every tab shows all text that the model has sent so far. */
  async waitForWords(): Promise<void> {
    const length = this.#words.slice(0, this.#said).join('').replace(/\s/g, '').length;
    for (const tab of this.tabs)
      await tab.waitForFunction((length) => {
        const text = [...document.querySelectorAll('article [data-part=text]')].at(-1)?.textContent;
        return (text?.replace(/\s/g, '').length ?? 0) >= length;
      }, length);
  }

  /** Moves the pointer to a point, and presses there. The model says nothing meanwhile. */
  async pointAt({ x, y }: Point): Promise<void> {
    const from = this.#pointer ?? { x: x + 90, y: y + 120 };
    for (let step = 1; step <= POINTER_STEPS; step++) {
      const part = 1 - (1 - step / POINTER_STEPS) ** 2;
      this.#pointer = { x: from.x + (x - from.x) * part, y: from.y + (y - from.y) * part };
      await this.hold(70);
    }
    await this.hold(350);
    await this.hold(160, { isPressed: true });
  }

  hidePointer(): void {
    this.#pointer = undefined;
  }
}
