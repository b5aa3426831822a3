import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ApprovalScope, type ApprovedCall, checkApproval, requestApproval } from './approval.ts';

const call: ApprovedCall = {
  toolCallId: 'c1',
  toolName: 'hills_get_height',
  input: { place: 'Vaals', units: ['m', { foot: true }] },
};
const scope: ApprovalScope = { caller: 'session-1', chatId: 'chat', messageId: 'answer' };
const UNCONFIRMED = /could not be confirmed/;

beforeEach(() => {
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
    expect(await checkApproval(call, scope, signature)).toBeUndefined();
    vi.advanceTimersByTime(86_400_000);
    expect(await checkApproval(call, scope, signature)).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(await checkApproval(call, scope, signature)).toMatch(/has expired/);
  });

  test('when the keys of the arguments come back in another order', async () => {
    const input = { units: ['m', { foot: true }], place: 'Vaals' };
    expect(await checkApproval({ ...call, input }, scope, await signed())).toBeUndefined();
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
    expect(await checkApproval({ ...call, ...otherCall }, { ...scope, ...otherScope }, signature)).toMatch(
      UNCONFIRMED,
    );
  });

  test.each([undefined, '', '.', 'x', 'zzzzzzzz.AAAA', `zzzzzzzzz.${'A'.repeat(43)}`])(
    'with the signature %j',
    async (signature) => {
      expect(await checkApproval(call, scope, signature)).toMatch(UNCONFIRMED);
    },
  );

  test('with a later expiry', async () => {
    const [, mac] = (await signed())?.split('.') ?? [];
    expect(await checkApproval(call, scope, `${(Date.now() * 2).toString(36)}.${mac}`)).toMatch(UNCONFIRMED);
  });
});
