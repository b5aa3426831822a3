import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { environment } from '../platform/environment.ts';
import { processWide } from '../platform/process-wide.ts';
import { isEqual, toDigest } from './digest.ts';
import { FailedAttempts } from './failed-attempts.ts';

const attempts = processWide('failed attempts', () => new FailedAttempts());
let digests: Promise<{ name: string; digest: Uint8Array }[]> | undefined;

/**
 * Returns the name of the access code `code`. Takes the same time whichever code it resembles.
 * @param address of the client: after five wrong codes it has to wait before the next one
 * @throws ChatError `access-denied` when there is no such code, `rate-limited` when the address has to wait
 */
export async function checkCode(code: string, address: string): Promise<string> {
  requireNoWait(attempts, address);
  digests ??= Promise.all(
    (environment().access?.codes ?? []).map(async (known) => ({
      name: known.name,
      digest: await toDigest(known.code),
    })),
  );
  const given = await toDigest(code);
  let name: string | undefined;
  for (const known of await digests) if (isEqual(known.digest, given)) name = known.name;
  if (name !== undefined) return name;
  attempts.add(address);
  throw createAccessDeniedError();
}

/** @throws ChatError `rate-limited` when the address has to wait */
export function requireNoWait(attempts: FailedAttempts, address: string): void {
  const waitMs = attempts.waitMs(address);
  if (waitMs === 0) return;
  throw new ChatError('rate-limited', 'Too many wrong access codes.', {
    retryAfterSeconds: Math.ceil(waitMs / 1000),
  });
}

export function createAccessDeniedError(): ChatError {
  return new ChatError('access-denied', 'This server requires a valid access code.');
}
