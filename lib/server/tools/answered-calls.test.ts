import { beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { RequestPart } from '#lib/protocol/message-schema.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { runAnsweredCalls } from './answered-calls.ts';
import { type ApprovalScope, requestApproval } from './approval.ts';
import { runStepCalls } from './step-calls.ts';

let scope: ApprovalScope;
beforeEach(() => {
  scope = { caller: 'me', chatId: 'chat', messageId: crypto.randomUUID() };
});
const send = {
  name: 'send',
  description: 'Sends.',
  inputSchema: z.object({ to: z.string() }),
  consent: 'ask' as const,
  execute: vi.fn(async () => 'sent'),
};
const free = { ...send, name: 'free', consent: 'never' as const, execute: vi.fn(async () => 'done') };
const page = {
  name: 'page',
  description: 'In the page.',
  inputSchema: z.object({}),
  consent: 'never' as const,
};

function context(withScope = true) {
  const events: RunEvent[] = [];
  const { signal } = new AbortController();
  send.execute.mockClear();
  const emit = (event: RunEvent) => void events.push(event);
  return { events, context: { tools: [send, free, page], signal, emit, ...(withScope ? { scope } : {}) } };
}
const call = (toolCallId: string, toolName: string, input = '{"to":"Ann"}') => ({
  type: 'tool-call' as const,
  toolCallId,
  toolName,
  input,
});
const types = (events: RunEvent[]) => events.map(({ type }) => type);

async function approved(change: object = {}): Promise<RequestPart> {
  const asked = { toolCallId: 'c', toolName: 'send', input: { to: 'Ann' } };
  const { approvalId, signature } = await requestApproval(asked, scope);
  const approval = { id: approvalId, approved: true, signature };
  return { type: 'dynamic-tool', state: 'approval-responded', ...asked, approval, ...change } as RequestPart;
}

test('a step runs its unattended calls, and waits for approvals and browser tools', async () => {
  const { events, context: step } = context();
  const ran = await runStepCalls([call('a', 'send'), call('b', 'free'), call('c', 'page', '{}')], step);
  expect(ran).toEqual({ waits: true });
  expect(types(events)).toEqual([
    'tool-input-available',
    'tool-input-available',
    'tool-input-available',
    'tool-approval-request',
    'tool-output-available',
  ]);
  expect(send.execute).not.toHaveBeenCalled();
});

test('without a reader, a call that needs approval fails with an error for the model', async () => {
  const { context: step } = context(false);
  expect(await runStepCalls([call('a', 'send')], step)).toMatchObject({
    waits: false,
    results: [{ output: { type: 'error-text', value: 'No one is available to approve this call.' } }],
  });
  expect(send.execute).not.toHaveBeenCalled();
});

test('an approved call runs with the signed input and consumes its approval', async () => {
  const { events, context: step } = context();
  const { outputs, waits } = await runAnsweredCalls([{ type: 'step-start' }, await approved()], step);
  expect(types(events)).toEqual(['tool-approval-response', 'tool-input-available', 'tool-output-available']);
  expect(outputs.get('c')).toEqual({ type: 'json', value: 'sent' });
  expect(waits).toBe(false);
  expect(send.execute).toHaveBeenCalledExactlyOnceWith({ to: 'Ann' }, expect.anything());
});

test('an approval that is sent again does not run its call again', async () => {
  const call = await approved();
  await runAnsweredCalls([call], context().context);
  const { events, context: step } = context();
  const { outputs } = await runAnsweredCalls([call], step);
  expect(outputs.get('c')).toMatchObject({
    type: 'error-text',
    value: expect.stringMatching(/used already/),
  });
  expect(types(events)).toEqual(['tool-approval-response', 'tool-output-error']);
  expect(send.execute).not.toHaveBeenCalled();
});

test('a denied call is reported with the reason', async () => {
  const { events, context: step } = context();
  const denied = await approved({ approval: { id: 'p', approved: false, reason: 'No.' } });
  expect((await runAnsweredCalls([denied], step)).outputs.size).toBe(0);
  expect(events).toEqual([
    { type: 'tool-approval-response', approvalId: 'p', approved: false, reason: 'No.' },
    { type: 'tool-output-denied', toolCallId: 'c' },
  ]);
});

test('the run waits while another call of the step is unanswered, and announces it again', async () => {
  const { events, context: step } = context();
  const open = { ...(await approved()), toolCallId: 'd', state: 'approval-requested' } as RequestPart;
  expect((await runAnsweredCalls([await approved(), open], step)).waits).toBe(true);
  expect(types(events)).toContain('tool-approval-request');
});

test('earlier steps and calls with a result are left alone', async () => {
  const { events, context: step } = context();
  const done = await approved({ state: 'output-available', output: 'sent' });
  const parts = [await approved(), { type: 'step-start' } as RequestPart, done];
  expect(await runAnsweredCalls(parts, step)).toMatchObject({ waits: false });
  expect(events).toEqual([]);
  expect(send.execute).not.toHaveBeenCalled();
});
