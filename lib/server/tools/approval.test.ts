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

describe('an approval counts', () => {
  test('for the call that was asked about, within a day', async () => {
    const signature = await signed();
    expect(await checkApproval(call, scope, signature)).toBeUndefined();
    vi.advanceTimersByTime(86_400_000);
    expect(await checkApproval(call, scope, signature)).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(await checkApproval(call, scope, signature)).toMatch(/too late/);
  });

  test('whatever order the fields of its arguments come back in', async () => {
    const input = { units: ['m', { foot: true }], place: 'Vaals' };
    expect(await checkApproval({ ...call, input }, scope, await signed())).toBeUndefined();
  });
});

describe('an approval does not count', () => {
  test.each<[string, Partial<ApprovedCall>, Partial<ApprovalScope>]>([
    ['another call', { toolCallId: 'c2' }, {}],
    ['another tool', { toolName: 'hills_dies' }, {}],
    ['other arguments', { input: { place: 'Eys', units: ['m', { foot: true }] } }, {}],
    ['arguments in another order of a list', { input: { place: 'Vaals', units: [{ foot: true }, 'm'] } }, {}],
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
