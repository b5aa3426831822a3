import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { storedAnswer } from './fault-matrix/stored-answer.ts';
import type { ScriptedUpstream, UpstreamRequest } from './fixtures/scripted-upstream.ts';
import { answerText, ask, expect } from './fixtures/test.ts';
import { answer, card, test } from './fixtures/tool-test.ts';

const height = (id: string, place: string) => ({ id, name: 'hills_get_height', input: { place } });
const allow = (page: Page) => page.getByRole('button', { name: 'Allow once' });

/** Asks, lets the model call these tools, and waits until the page asks for consent. */
async function askFor(
  page: Page,
  upstream: ScriptedUpstream,
  ...calls: Parameters<UpstreamRequest['callTools']>
): Promise<void> {
  await page.goto('/');
  await ask(page, 'How high?');
  const request = await upstream.nextRequest();
  request.write('Let me look.');
  request.callTools(...calls);
  await expect(answer(page).getByText('Waiting for your approval')).toBeVisible();
}

async function endWith(request: UpstreamRequest, page: Page, words = 'It is high.'): Promise<void> {
  request.write(words);
  request.finish();
  await expect(answerText(page)).toHaveText(words);
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
}

test('a tool that asks waits; allowed once, it runs, and the answer goes on in the same message', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('awaiting-approval');
  expect(hills.calls).toEqual([]);
  await allow(page).click();
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({ c1: 'Vaals is 312 m high.' });
  expect(request.body.messages.filter(({ role }) => role === 'assistant')).toHaveLength(1);
  await endWith(request, page);
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await expect(card(page)).toContainText('Vaals is 312 m high.');
  await expect(answer(page)).toHaveCount(1);
  await expect(answer(page).locator('[data-part=text]')).toHaveCount(2);
  await expect.poll(async () => (await storedAnswer(page))?.outcome).toBe('complete');
  expect(hills.calls).toEqual(['get.height']);
});

test('denied, it does not run, and the model hears why', async ({ page, upstream, hills }) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await page.getByRole('button', { name: 'Deny' }).click();
  await page.getByRole('textbox', { name: 'Reason (sent to the model)' }).fill('I know it.');
  await page.getByRole('button', { name: 'Deny' }).click();
  const request = await upstream.nextRequest();
  expect(String(request.toolResults.c1)).toContain('I know it.');
  await endWith(request, page, 'Then not.');
  await expect(card(page)).toHaveAttribute('data-call-state', 'denied');
  await page.reload();
  await expect(card(page)).toHaveAttribute('data-call-state', 'denied');
  await expect(card(page)).toContainText('I know it.');
  expect(hills.calls).toEqual([]);
});

test('after a reload it still asks, and the answer runs the call', async ({ page, upstream, hills }) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await page.reload();
  await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
  await allow(page).click();
  const request = await upstream.nextRequest();
  await page.reload(); // in the middle of the run that goes on
  await expect(card(page)).toHaveAttribute('data-call-state', 'done');
  await endWith(request, page);
  expect(hills.calls).toEqual(['get.height']);
  expect(upstream.requests).toHaveLength(2);
});

test('a second tab can answer; the first one sees it go on', async ({ page, upstream, context, hills }) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  const second = await context.newPage();
  await second.goto(page.url());
  await allow(second).click();
  const request = await upstream.nextRequest();
  for (const tab of [page, second]) await expect(card(tab)).toHaveAttribute('data-call-state', 'done');
  await endWith(request, page);
  await expect(answerText(second)).toHaveText('It is high.');
  expect(hills.calls).toEqual(['get.height']);
});

test('“Always allow in this chat” holds for the next question, after a reload, and not in another chat', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await page.getByRole('button', { name: 'Always allow in this chat' }).click();
  await endWith(await upstream.nextRequest(), page);
  await page.reload();
  await ask(page, 'And the next?');
  (await upstream.nextRequest()).callTools(height('c2', 'Eys'));
  const request = await upstream.nextRequest();
  expect(request.toolResults).toMatchObject({ c2: 'Eys is 312 m high.' });
  await endWith(request, page, 'As high.');
  await page.getByRole('button', { name: 'New chat' }).first().click();
  await ask(page, 'And elsewhere?');
  (await upstream.nextRequest()).callTools(height('c3', 'Bad'));
  await expect(card(page)).toHaveAttribute('data-call-state', 'waiting');
  expect(hills.calls).toEqual(['get.height', 'get.height']);
});

test('of several calls those that need no consent run at once; the run goes on when each has its answer', async ({
  page,
  upstream,
  hills,
}) => {
  const sum = { id: 'c2', name: 'calculate', input: { expression: '1 + 1' } };
  await askFor(page, upstream, height('c1', 'Vaals'), sum, height('c3', 'Eys'));
  const states = () =>
    page
      .locator('[data-call-state]')
      .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.callState));
  await expect.poll(states).toEqual(['waiting', 'done', 'waiting']);
  await allow(page).first().click();
  await expect.poll(states).toEqual(['allowed', 'done', 'waiting']);
  expect(upstream.requests).toHaveLength(1);
  expect(hills.calls).toEqual([]);
  await allow(page).click();
  const request = await upstream.nextRequest();
  expect(Object.keys(request.toolResults)).toEqual(['c1', 'c2', 'c3']);
  await endWith(request, page);
  await expect.poll(states).toEqual(['done', 'done', 'done']);
});

test('a stop ends a call that was allowed; Continue asks the model anew, and the call is not run again', async ({
  page,
  upstream,
  hills,
}) => {
  await askFor(page, upstream, { id: 'c1', name: 'hills_waits', input: {} });
  await allow(page).click();
  const held = await hills.heldCall();
  await expect(card(page)).toHaveAttribute('data-call-state', 'running');
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await held.cancelled;
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  expect(upstream.requests).toHaveLength(1);
  await page.getByRole('button', { name: 'Continue' }).click();
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({});
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  await endWith(request, page);
  expect(hills.calls).toEqual(['waits']);
});

test('another question may be asked instead: the call is left', async ({ page, upstream, hills }) => {
  await askFor(page, upstream, height('c1', 'Vaals'));
  await ask(page, 'Never mind.');
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({});
  await endWith(request, page, 'Fine.');
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  expect(hills.calls).toEqual([]);
});

test.describe('over HTTP', () => {
  type Body = { messages: unknown[]; trigger?: string };
  const question = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'How high?' }] };

  class Client {
    cookie = '';
    readonly #url: string;
    constructor(url: string) {
      this.#url = url;
    }
    async run(chatId: string, body: Body): Promise<RunEvent[]> {
      const response = await fetch(`${this.#url}/api/chats/${chatId}/run`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: this.cookie },
        body: JSON.stringify(body),
      });
      this.cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? '';
      const text = await response.text();
      return [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json]) => JSON.parse(json ?? ''));
    }
  }

  /** A call that waits, and the message that would allow it, as a client sends it. */
  async function waiting(client: Client, upstream: ScriptedUpstream, chatId: string) {
    const running = client.run(chatId, { messages: [question] });
    (await upstream.nextRequest()).callTools(height('c1', 'Vaals'));
    const events = await running;
    const asked = events.find((event) => event.type === 'tool-approval-request');
    const start = events.find((event) => event.type === 'start');
    const part = {
      type: 'dynamic-tool',
      toolCallId: 'c1',
      toolName: 'hills_get_height',
      state: 'approval-responded',
      input: { place: 'Vaals' },
      approval: { id: asked?.approvalId, signature: asked?.signature, approved: true },
    };
    const answer = { id: start?.messageId, role: 'assistant', parts: [{ type: 'step-start' }, part] };
    return { events, part, answer };
  }
  type Waiting = Awaited<ReturnType<typeof waiting>>;
  const changed = ({ answer, part }: Waiting, change: object) => [
    question,
    { ...answer, parts: [answer.parts[0], { ...part, ...change }] },
  ];
  const outcomeOf = (events: RunEvent[]) =>
    events.findLast((event) => 'messageMetadata' in event && event.messageMetadata)?.[
      'messageMetadata' as never
    ];

  test('a run that waits ends with its request, and says so', async ({ server, upstream }) => {
    const { events } = await waiting(new Client(server.url), upstream, 'asks');
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'start-step',
      'tool-input-start',
      'tool-input-delta',
      'tool-input-available',
      'tool-approval-request',
      'finish-step',
      'finish',
    ]);
    expect(outcomeOf(events)).toMatchObject({ outcome: 'awaiting-approval' });
  });

  for (const [what, forge] of [
    ['with other arguments', (made: Waiting) => changed(made, { input: { place: 'Eys' } })],
    [
      'of another tool',
      (made: Waiting) => changed(made, { toolName: 'hills_waits', input: { place: 'Vaals' } }),
    ],
    ['of another call', (made: Waiting) => changed(made, { toolCallId: 'c2' })],
    ['without a signature', (made: Waiting) => changed(made, { approval: { id: 'x', approved: true } })],
    [
      'with a later expiry',
      (made: Waiting) => {
        const { approval } = made.part;
        return changed(made, { approval: { ...approval, signature: `z${approval.signature}` } });
      },
    ],
    ['in another message', (made: Waiting) => [question, { ...made.answer, id: 'other' }]],
  ] as const) {
    test(`an approval ${what} runs nothing, and the model is told`, async ({ server, upstream, hills }) => {
      const chatId = `forged-${what.replaceAll(' ', '-')}`; // a chat belongs to one caller
      const client = new Client(server.url);
      const made = await waiting(client, upstream, chatId);
      const running = client.run(chatId, { messages: forge(made), trigger: 'continue-message' });
      const request = await upstream.nextRequest();
      expect(Object.values(request.toolResults).join()).toContain('could not be confirmed');
      request.finish();
      expect((await running).some(({ type }) => type === 'tool-output-error')).toBe(true);
      expect(hills.calls).toEqual([]);
    });
  }

  test('an approval counts for its caller and its chat alone', async ({ server, upstream, hills }) => {
    const client = new Client(server.url);
    const { answer } = await waiting(client, upstream, 'mine');
    for (const [who, chatId] of [
      [client, 'other-chat'],
      [new Client(server.url), 'mine-too'],
    ] as const) {
      const running = who.run(chatId, { messages: [question, answer], trigger: 'continue-message' });
      const request = await upstream.nextRequest();
      expect(String(request.toolResults.c1)).toContain('could not be confirmed');
      request.finish();
      await running;
    }
    expect(hills.calls).toEqual([]);
  });

  test('a call whose result is in the message is not run again', async ({ server, upstream, hills }) => {
    const client = new Client(server.url);
    const made = await waiting(client, upstream, 'again');
    const goOn = async (messages: unknown[]) => {
      const running = client.run('again', { messages, trigger: 'continue-message' });
      const request = await upstream.nextRequest();
      request.finish();
      await running;
      return request.toolResults;
    };
    expect(await goOn([question, made.answer])).toEqual({ c1: 'Vaals is 312 m high.' });
    const kept = { state: 'output-available', output: { content: [{ type: 'text', text: 'kept' }] } };
    expect(await goOn(changed(made, kept))).toEqual({ c1: 'kept' });
    expect(hills.calls).toEqual(['get.height']);
  });

  test('the events of calls are those of the table in docs/tools.md, and no others', async ({
    server,
    upstream,
  }) => {
    const client = new Client(server.url);
    const running = client.run('table', { messages: [question] });
    (await upstream.nextRequest()).callTools(
      { id: 'a', name: 'calculate', input: { expression: '1 + 1' } },
      { id: 'b', name: 'fly', input: {} },
      { id: 'c', name: 'trusted_broken', input: {} },
      height('d', 'Vaals'),
      height('e', 'Eys'),
    );
    const events = await running;
    const start = events.find((event) => event.type === 'start');
    const parts = events.flatMap((event) => {
      if (event.type !== 'tool-approval-request') return [];
      const { toolCallId, approvalId: id, signature } = event;
      const approval = { id, signature, approved: toolCallId === 'd' };
      const input = { place: toolCallId === 'd' ? 'Vaals' : 'Eys' };
      return { type: 'tool-hills_get_height', toolCallId, state: 'approval-responded', input, approval };
    });
    const goingOn = client.run('table', {
      messages: [question, { id: start?.messageId, role: 'assistant', parts }],
      trigger: 'continue-message',
    });
    (await upstream.nextRequest()).finish();
    const sent = [...events, ...(await goingOn)]
      .map(({ type }) => type)
      .filter((type) => type.startsWith('tool-'));
    const table = /## States and events([^#]*)/.exec(readFileSync('docs/tools.md', 'utf8'))?.[1] ?? '';
    const written = table.split('\n').flatMap((row) => row.split('|')[3]?.match(/tool-[a-z-]+/g) ?? []);
    expect([...new Set(sent)].sort()).toEqual([...new Set(written)].sort());
  });
});
