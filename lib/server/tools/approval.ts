import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import { newMessageId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { isSigned, sign } from '../platform/signature.ts';

/** Where an approval counts: for this caller, in this message of this chat. */
export type ApprovalScope = { caller: string; chatId: string; messageId: string };

/** What an approval is for, to the letter. */
export type ApprovedCall = { toolCallId: string; toolName: string; input: JSONValue };

type ApprovalRequest = Extract<RunEvent, { type: 'tool-approval-request' }>;

const DAY_MS = 86_400_000;

/**
 * Asks the reader whether a call may run. Nothing of it is kept here: the question carries a signature over the call, its
 * scope and its last hour, `<expiry in base 36>.<HMAC>`, which comes back with the answer.
 */
export async function requestApproval(call: ApprovedCall, scope: ApprovalScope): Promise<ApprovalRequest> {
  const expiresAt = Date.now() + DAY_MS;
  const signature = `${expiresAt.toString(36)}.${await sign(statement(call, scope, expiresAt))}`;
  const { toolCallId } = call;
  return { type: 'tool-approval-request', approvalId: newMessageId(), toolCallId, signature };
}

/** Why the approval of a call does not count: a sentence for the model. Undefined where it does. */
export async function checkApproval(
  call: ApprovedCall,
  scope: ApprovalScope,
  signature: string | undefined,
): Promise<string | undefined> {
  const [expiry = '', mac = ''] = signature?.split('.') ?? [];
  const expiresAt = Number.parseInt(expiry, 36);
  if (!(await isSigned(statement(call, scope, expiresAt), mac))) {
    return 'The consent to this call could not be confirmed. Call the tool again to ask for it anew.';
  }
  if (expiresAt < Date.now()) return 'The consent came too late. Call the tool again to ask for it anew.';
  return undefined;
}

/** The first word keeps it apart from all else that is signed with the same key. */
function statement({ toolCallId, toolName, input }: ApprovedCall, scope: ApprovalScope, expiresAt: number) {
  const { caller, chatId, messageId } = scope;
  return JSON.stringify([
    'approval',
    caller,
    chatId,
    messageId,
    toolCallId,
    toolName,
    sorted(input),
    expiresAt,
  ]);
}

/** A client may bring an object's fields back in another order. */
function sorted(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field as JSONValue)]));
}
