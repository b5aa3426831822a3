// Takes the READMEs' pictures of how answers stream: the stream inspector, and a comparison.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import type { ScriptedUpstream, UpstreamRequest } from '../../e2e/fixtures/servers/scripted-upstream.ts';
import type { Studio } from './opened.ts';
import { Photographer } from './readme-pictures.ts';
import { COMPARED, RAINFALL_TALK } from './stream-texts.ts';
import { createRainfallCalls, LABELS, type Language, RAINFALL } from './texts.ts';

export async function takeStreamPictures(
  { browser, server, upstream }: Studio,
  language: Language,
): Promise<void> {
  const photographer = new Photographer(browser, server, language);
  await photographer.saveDesktop('compare', 'light', (page) => compareModels(page, upstream, language));
  await photographer.saveDesktop('inspector', 'light', (page) => inspectStream(page, upstream, language));
}

/** An answer with a retry, tool calls, a stall and a lost connection, and the inspector beside it. */
async function inspectStream(page: Page, upstream: ScriptedUpstream, language: Language): Promise<void> {
  const { thoughts, answer } = RAINFALL_TALK[language];
  const { inspect, more } = LABELS[language].message;
  await page.goto('/');
  await ask(page, RAINFALL[language].question);
  const refused = await upstream.nextRequest();
  refused.refuse(503, 'overloaded', { 'retry-after': '1' });
  const asked = await upstream.nextRequest();
  await sleep(500);
  await pace(splitTokens(thoughts), 35, (token) => asked.think(token));
  await callTools(asked, language);
  const told = await upstream.nextRequest();
  await sleep(400);
  const tokens = splitTokens(answer);
  const part = (from: number, to: number) =>
    tokens.slice(Math.round(from * tokens.length), Math.round(to * tokens.length));
  const write = (token: string) => told.write(token);
  await pace(part(0, 0.2), 40, write);
  // The page reconnects when it is online again, at the second attempt.
  await page.route('**/run?*', (route) => route.abort(), { times: 1 });
  await page.context().setOffline(true);
  await pace(part(0.2, 0.3), 40, write);
  await page.context().setOffline(false);
  await pace(part(0.3, 0.5), 40, write);
  await sleep(1_600); // a stall
  await pace(part(0.5, 1), 25, write);
  finish(told, 412, tokens.length + 40);
  await page.locator('article[aria-busy=false]').waitFor();
  const actions = page.getByRole('toolbar').last();
  await actions.getByRole('button', { name: more, exact: true }).click();
  await page.getByRole('menuitem', { name: inspect }).click();
  await page.getByRole('dialog').locator('canvas').last().waitFor();
}

/** Calls the tools, with their input in pieces. */
async function callTools(request: UpstreamRequest, language: Language): Promise<void> {
  for (const [index, { id, name, input }] of createRainfallCalls(language).entries()) {
    request.delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
    await pace(JSON.stringify(input).match(/.{1,6}/g) ?? [], 25, (piece) =>
      request.delta({ tool_calls: [{ index, function: { arguments: piece } }] }),
    );
  }
  request.finish('tool_calls');
}

/** The answers of three models, side by side. */
async function compareModels(page: Page, upstream: ScriptedUpstream, language: Language): Promise<void> {
  const { compare } = LABELS[language];
  const { question, answers } = COMPARED[language];
  await page.goto('/');
  await page.locator('header button[aria-haspopup=dialog]').click();
  await page.getByRole('button', { name: compare.choose }).click();
  const dialog = page.getByRole('dialog', { name: compare.title });
  await dialog.getByRole('checkbox').nth(2).waitFor();
  for (const checkbox of await dialog.getByRole('checkbox').all()) await checkbox.check();
  await dialog.getByRole('button', { name: compare.submit, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await ask(page, question);
  const requests = await Promise.all(Object.keys(answers).map(() => upstream.nextRequest()));
  await Promise.all(
    requests.map(async (request) => {
      const { model } = request.body;
      const tokens = splitTokens(answers[model as keyof typeof answers]);
      const { first, each, stall } = PACES[model as keyof typeof PACES];
      const half = Math.round(tokens.length / 2);
      await sleep(first);
      await pace(tokens.slice(0, half), each, (token) => request.write(token));
      await sleep(stall);
      await pace(tokens.slice(half), each, (token) => request.write(token));
      finish(request, 24, tokens.length);
    }),
  );
  await page.getByText(compare.keepToContinue).waitFor();
  await page.getByRole('textbox').blur();
}

/** How fast each model answers, in ms, and how long it pauses in the middle. */
const PACES = {
  'gpt-5': { first: 1_300, each: 32, stall: 0 },
  'gpt-5-mini': { first: 350, each: 16, stall: 0 },
  'qwen3-max': { first: 700, each: 24, stall: 1_500 },
};

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox').fill(question);
  await page.getByRole('textbox').press('Enter');
}

/** Words, or two Chinese characters. */
const splitTokens = (text: string) => text.match(/\s*(?:[\u3000-\uffef]{1,2}|[^\s\u3000-\uffef]+)\s*/g) ?? [];

/** Writes tokens about so many ms apart, some sooner and some later. */
async function pace(tokens: string[], ms: number, write: (token: string) => void): Promise<void> {
  for (const [index, token] of tokens.entries()) {
    write(token);
    await sleep(ms * (0.4 + ((index * 7) % 11) / 8));
  }
}

/** Ends an answer, with what it used. */
function finish(request: UpstreamRequest, promptTokens: number, completionTokens: number): void {
  request.chunk({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
  request.chunk({
    choices: [],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
  request.raw('data: [DONE]\n\n');
  request.end();
}
