import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { environment } from '../platform/environment.ts';
import { processWide } from '../platform/process-wide.ts';
import { FailedAttempts } from './failed-attempts.ts';

const attempts = processWide('failed attempts', () => new FailedAttempts());
let digests: Promise<{ name: string; digest: Uint8Array }[]> | undefined;

/**
 * Returns the name of the access code `code`. Takes the same time whichever code it resembles.
 * @param address of the client: after five wrong codes it has to wait before the next one
 * @throws ChatError `access-denied` when there is no such code, `rate-limited` when the address has to wait
 */
export async function checkCode(code: string, address: string): Promise<string> {
  const waitMs = attempts.waitMs(address);
  if (waitMs > 0) {
    throw new ChatError('rate-limited', 'Too many wrong access codes.', {
      retryAfterSeconds: Math.ceil(waitMs / 1000),
    });
  }
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

export function createAccessDeniedError(): ChatError {
  return new ChatError('access-denied', 'This server requires a valid access code.');
}

async function toDigest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

/** Compares all bytes of two digests, wherever they differ. */
function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}
