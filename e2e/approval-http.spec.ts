import { readFileSync } from 'node:fs';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { expect } from './fixtures/test.ts';
import { test } from './fixtures/tool-test.ts';

const height = (id: string, place: string) => ({ id, name: 'hills_get_height', input: { place } });
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

/** A call that waits for approval, and the message with which a client approves it. */
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

test('a run that waits for approval ends with the approval request', async ({ server, upstream }) => {
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
  test(`an approval ${what} runs nothing, and the model gets an error`, async ({
    server,
    upstream,
    hills,
  }) => {
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

test('an approval is valid only for its caller and its chat', async ({ server, upstream, hills }) => {
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

test('a call with a result in the message is not run again', async ({ server, upstream, hills }) => {
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

test('the events of tool calls are exactly those in the table of docs/tools.md', async ({
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
