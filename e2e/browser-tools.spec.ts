import {
  AbstractChat,
  type ChatState,
  type ChatStatus,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithToolCalls,
  type UIMessage,
} from 'ai';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import { answerText, ask, expect } from './fixtures/test.ts';
import { answer, card, test } from './fixtures/tool-test.ts';

const program = (code: string) => ({ id: 'c1', name: 'run_javascript', input: { code } });
/** Runs until it is stopped, or its five seconds are over. */
const ENDLESS = 'await new Promise(() => {})';

test('a program runs in the page, and the answer continues in the same message with its output', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Add up.');
  (await upstream.nextRequest()).callTools(program('console.log("adding"); return 2 + 40;'));
  const request = await upstream.nextRequest();
  expect(JSON.parse(String(request.toolResults.c1))).toMatchObject({
    console: [{ level: 'log', text: 'adding' }],
    result: '42',
  });
  request.write('It is 42.');
  request.finish();
  await expect(answerText(page)).toHaveText('It is 42.');
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await expect(answer(page)).toHaveCount(1);
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('complete');
});

test('Stop ends a running program, and Continue asks the model again', async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Loop.');
  (await upstream.nextRequest()).callTools(program(ENDLESS));
  await expect(page.getByText('Running JavaScript')).toBeVisible();
  await expect(card(page)).toHaveAttribute('data-call-state', 'running');
  await expect(page.locator('iframe')).toHaveCount(1);
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await expect(page.locator('iframe')).toHaveCount(0);
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  await expect(answer(page).getByText('Stopped.')).toBeVisible();
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('stopped');
  await page.reload();
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  expect(upstream.requests).toHaveLength(1);
  await page.getByRole('button', { name: 'Continue' }).click();
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({});
  request.write('Then not.');
  request.finish();
  await expect(answerText(page)).toHaveText('Then not.');
});

test('one of two tabs runs a program, and a reload of that tab starts it once more without a second request', async ({
  page,
  upstream,
  context,
}) => {
  await page.goto('/');
  await ask(page, 'Wait.');
  const first = await upstream.nextRequest();
  first.write('I wait.');
  await expect(answerText(page)).toHaveText('I wait.');
  const second = await context.newPage();
  await second.goto(page.url());
  await expect(answerText(second)).toHaveText('I wait.');
  first.callTools(program(ENDLESS));
  for (const tab of [page, second]) await expect(card(tab)).toHaveAttribute('data-call-state', 'running');
  const frames = async () =>
    (await page.locator('iframe').count()) + (await second.locator('iframe').count());
  await expect.poll(frames).toBe(1);
  await page.reload();
  await expect.poll(frames).toBe(1);
  const request = await upstream.nextRequest(); // when the program's time is over
  expect(String(request.toolResults.c1)).toContain('did not finish in 5 seconds');
  request.write('Done.');
  request.finish();
  for (const tab of [page, second]) await expect(answerText(tab)).toHaveText('Done.');
  expect(upstream.requests).toHaveLength(2);
});

test('a stock useChat client runs a browser tool, and the answer continues', async ({ server, upstream }) => {
  const chat = new StockChat(server.url);
  const sent = chat.sendMessage({ text: 'Add up.' });
  (await upstream.nextRequest()).callTools(program('return 1'));
  await sent;
  expect(chat.messages.at(-1)?.metadata).toMatchObject({ outcome: 'awaiting-approval' });
  void chat.addToolOutput({ tool: 'run_javascript', toolCallId: 'c1', output: { result: '1' } });
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({ c1: '{"result":"1"}' });
  request.write('It is 1.');
  request.finish();
  await expect.poll(() => chat.status).toBe('ready');
  expect(chat.messages).toHaveLength(2);
  expect(chat.messages[1]?.parts.map(({ type }) => type)).toEqual([
    'step-start',
    'tool-run_javascript',
    'step-start',
    'text',
  ]);
  expect(chat.messages[1]?.metadata).toMatchObject({ outcome: 'complete' });
});

/** The AI SDK's chat with its default transport, as `useChat` creates it, without React. */
class StockChat extends AbstractChat<UIMessage> {
  constructor(url: string) {
    let cookie = '';
    const state: ChatState<UIMessage> = {
      status: 'ready' as ChatStatus,
      error: undefined,
      messages: [],
      pushMessage: (message) => void state.messages.push(message),
      popMessage: () => void state.messages.pop(),
      replaceMessage: (index, message) => {
        state.messages[index] = message;
      },
      snapshot: (value) => structuredClone(value),
    };
    super({
      id: 'stock',
      state,
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
      transport: new DefaultChatTransport({
        api: `${url}/api/chats/stock/run`,
        fetch: async (input, init) => {
          const headers = new Headers(init?.headers);
          if (cookie !== '') headers.set('cookie', cookie);
          const response = await fetch(input, { ...init, headers });
          cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? '';
          return response;
        },
      }),
    });
  }
}
