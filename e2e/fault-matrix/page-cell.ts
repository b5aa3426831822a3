import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { RUN } from '../fixtures/proxy-test.ts';
import { ask, expect, stayInterrupted } from '../fixtures/test.ts';
import { Cell } from './cell.ts';
import type { Deployment } from './deployment.ts';
import { type StoredAnswer, storedAnswer } from './stored-answer.ts';

/** A cell whose client is the app in a browser with empty storage. */
export class PageCell extends Cell {
  readonly context: BrowserContext;
  page: Page;

  private constructor(question: string, deployment: Deployment, context: BrowserContext, page: Page) {
    super(question, deployment);
    this.context = context;
    this.page = page;
  }

  /** Opens the app, in which interrupted answers do not go on by themselves, and sends the question. */
  static async ask(browser: Browser, deployment: Deployment, question: string): Promise<PageCell> {
    const context = await browser.newContext({ baseURL: deployment.proxy.url });
    await context.addInitScript(stayInterrupted);
    await context.addInitScript(recordShrinking);
    const page = await context.newPage();
    await page.goto('/');
    await ask(page, question);
    return new PageCell(question, deployment, context, page);
  }

  async showsText(text: string): Promise<void> {
    await expect.poll(() => this.page.evaluate(shownText), { message: this.question }).toBe(text.trim());
  }

  async showsReasoning(text: string): Promise<void> {
    await this.page.getByText(text.trim()).waitFor();
  }

  async showsCall(state: 'writing' | 'running'): Promise<void> {
    await this.page.locator(`[data-call-state=${state}]`).waitFor();
  }

  async stop(): Promise<void> {
    await stopButton(this.page).click();
  }

  async stopTwice(): Promise<void> {
    const address = `/api${new URL(this.page.url()).pathname}/run`;
    // In one task of the page: a button that is gone cannot be clicked a second time.
    await stopButton(this.page).evaluate(async (button, url) => {
      (button as HTMLButtonElement).click();
      await fetch(url, { method: 'DELETE' });
    }, address);
  }

  async stopInAnotherTab(): Promise<void> {
    const tab = await this.context.newPage();
    await tab.goto(this.page.url());
    await stopButton(tab).click();
    await expect(tab.getByText('Stopped.', { exact: true })).toBeVisible();
  }

  /** Closes the tab, and opens the chat in a new one after `work`. */
  async closeTabDuring(work: () => Promise<void>): Promise<void> {
    const address = this.page.url();
    await this.page.close();
    await work();
    this.page = await this.context.newPage();
    await this.page.goto(address);
  }

  /** Takes the device offline during `work`. */
  async goOfflineDuring(work: () => Promise<void>): Promise<void> {
    await this.context.setOffline(true);
    this.deployment.proxy.cut();
    await this.page.getByText('You’re offline').first().waitFor();
    await work();
    await this.context.setOffline(false);
  }

  /** Freezes the tab during `work`, in which its connection dies. */
  async freezeDuring(work: () => Promise<void>): Promise<void> {
    const silence = this.deployment.proxy.add({ hold: 'responses' }, { path: RUN });
    await work();
    const dead = silence.met.length;
    // Browsers freeze no tab that is visible, and a headless browser has no others.
    await this.page.evaluate(() => document.dispatchEvent(new Event('resume')));
    await expect.poll(() => silence.met.length).toBeGreaterThan(dead);
    silence.release();
  }

  async end(): Promise<StoredAnswer> {
    await expect(this.page.getByRole('button', { name: 'Send', exact: true }), this.question).toBeVisible({
      timeout: 20_000,
    });
    let answer: StoredAnswer | undefined;
    await expect
      .poll(async () => {
        answer = await storedAnswer(this.page);
        return answer?.outcome;
      }, this.question)
      .toBeDefined();
    expect(await this.page.evaluate(() => (globalThis as { shrinkings?: string[] }).shrinkings)).toEqual([]);
    return answer as StoredAnswer;
  }

  async shownOutcome(): Promise<string> {
    const end = this.page.getByRole('article', { name: 'Answer' }).last().locator('[data-outcome]');
    return (await end.count()) === 0 ? 'complete' : ((await end.getAttribute('data-outcome')) ?? '');
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}

function stopButton(page: Page): Locator {
  return page.getByRole('button', { name: 'Stop', exact: true }).first();
}

/** Runs in the page: records each change of the answer that does not extend it. */
function recordShrinking(): void {
  const shrinkings: string[] = [];
  let before = '';
  Object.assign(globalThis, { shrinkings });
  new MutationObserver(() => {
    const parts = [...document.querySelectorAll('article [data-part=text]')];
    const text = parts.map((part) => part.textContent?.trim()).join(' ');
    if (!text.startsWith(before)) shrinkings.push(`${before} → ${text}`);
    before = text;
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Runs in the page. */
function shownText(): string {
  const parts = [...document.querySelectorAll('article [data-part=text]')];
  return parts.map((part) => part.textContent?.trim()).join(' ');
}
