import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApprovalScope, type ApprovedCall, redeemApproval, requestApproval } from './approval.ts';

const call: ApprovedCall = {
  toolCallId: 'c1',
  toolName: 'hills_get_height',
  input: { place: 'Vaals', units: ['m', { foot: true }] },
};
let scope: ApprovalScope;
const UNCONFIRMED = /could not be confirmed/;

beforeEach(() => {
  scope = { caller: 'session-1', chatId: 'chat', messageId: crypto.randomUUID() };
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

async function signed(): Promise<string | undefined> {
  return (await requestApproval(call, scope)).signature;
}

describe('an approval is valid', () => {
  test('for its call, for 24 hours', async () => {
    const signature = await signed();
    vi.advanceTimersByTime(1);
    const later = await signed();
    vi.advanceTimersByTime(86_400_000 - 1);
    expect(await redeemApproval(call, scope, signature)).toBeUndefined();
    vi.advanceTimersByTime(2);
    expect(await redeemApproval(call, scope, later)).toMatch(/has expired/);
  });

  test('once', async () => {
    const signature = await signed();
    const answers = [1, 2, 3].map(() => redeemApproval(call, scope, signature));
    // Their signatures are verified at the same time, so any of them may be the first.
    const refusals = (await Promise.all(answers)).filter((refusal) => refusal !== undefined);
    expect(refusals).toEqual([expect.stringMatching(/used already/), expect.stringMatching(/used already/)]);
  });

  test('when the keys of the arguments come back in another order', async () => {
    const input = { units: ['m', { foot: true }], place: 'Vaals' };
    expect(await redeemApproval({ ...call, input }, scope, await signed())).toBeUndefined();
  });
});

describe('an approval is invalid', () => {
  test.each<[string, Partial<ApprovedCall>, Partial<ApprovalScope>]>([
    ['another call', { toolCallId: 'c2' }, {}],
    ['another tool', { toolName: 'hills_dies' }, {}],
    ['other arguments', { input: { place: 'Eys', units: ['m', { foot: true }] } }, {}],
    ['a list in another order', { input: { place: 'Vaals', units: [{ foot: true }, 'm'] } }, {}],
    ['a list in place of an object', { input: { place: 'Vaals', units: ['m', [['foot', true]]] } }, {}],
    ['another caller', {}, { caller: 'session-2' }],
    ['another chat', {}, { chatId: 'other' }],
    ['another message', {}, { messageId: 'other' }],
  ])('for %s', async (_, otherCall, otherScope) => {
    const signature = await signed();
    expect(await redeemApproval({ ...call, ...otherCall }, { ...scope, ...otherScope }, signature)).toMatch(
      UNCONFIRMED,
    );
  });

  test.each([undefined, '', '.', 'x', 'zzzzzzzz.AAAA', `zzzzzzzzz.${'A'.repeat(43)}`])(
    'with the signature %j',
    async (signature) => {
      expect(await redeemApproval(call, scope, signature)).toMatch(UNCONFIRMED);
    },
  );

  test('with a later expiry', async () => {
    const [, mac] = (await signed())?.split('.') ?? [];
    expect(await redeemApproval(call, scope, `${(Date.now() * 2).toString(36)}.${mac}`)).toMatch(UNCONFIRMED);
  });
});
