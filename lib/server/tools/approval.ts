import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import { newMessageId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { isSigned, sign } from '../platform/signature.ts';
import { markUsed } from './used-approvals.ts';

/** Where an approval is valid: for this caller, in this message of this chat. */
export type ApprovalScope = { caller: string; chatId: string; messageId: string };

/** The exact call that an approval covers. */
export type ApprovedCall = { toolCallId: string; toolName: string; input: JSONValue };

type ApprovalRequest = Extract<RunEvent, { type: 'tool-approval-request' }>;

const DAY_MS = 86_400_000;

/**
 * Creates a request for approval. The server stores no requests, only their use: a request carries a signature over the call, its scope and
 * its expiry, `<expiry in base 36>.<HMAC>`, which the client returns with the answer.
 */
export async function requestApproval(call: ApprovedCall, scope: ApprovalScope): Promise<ApprovalRequest> {
  const expiresAt = Date.now() + DAY_MS;
  const signature = `${expiresAt.toString(36)}.${await sign(serialize(call, scope, expiresAt))}`;
  const { toolCallId } = call;
  return { type: 'tool-approval-request', approvalId: newMessageId(), toolCallId, signature };
}

/**
 * Uses the approval of a call up. Returns why it is invalid, as a sentence for the model, or undefined if the call may run.
 * @throws ChatError `log-unavailable` when the servers' Redis does not respond
 */
export async function redeemApproval(
  call: ApprovedCall,
  scope: ApprovalScope,
  signature: string | undefined,
): Promise<string | undefined> {
  const [expiry = '', mac = ''] = signature?.split('.') ?? [];
  const expiresAt = Number.parseInt(expiry, 36);
  if (!(await isSigned(serialize(call, scope, expiresAt), mac))) {
    return 'The approval of this call could not be confirmed. Call the tool again to request a new one.';
  }
  if (expiresAt < Date.now()) return 'The approval has expired. Call the tool again to request a new one.';
  if (!(await markUsed(mac, expiresAt))) {
    return 'The approval of this call has been used already. Call the tool again to request a new one.';
  }
  return undefined;
}

/** The first item separates approvals from everything else that is signed with the same key. */
function serialize({ toolCallId, toolName, input }: ApprovedCall, scope: ApprovalScope, expiresAt: number) {
  const { caller, chatId, messageId } = scope;
  return JSON.stringify([
    'approval',
    caller,
    chatId,
    messageId,
    toolCallId,
    toolName,
    sortKeys(input),
    expiresAt,
  ]);
}

/** Makes the signature independent of key order, which clients may change. */
function sortKeys(value: JSONValue): JSONValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sortKeys(field as JSONValue)]));
}
