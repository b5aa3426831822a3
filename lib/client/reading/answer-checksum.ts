import 'client-only';
import { useEffect, useState } from 'react';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/**
 * Checks whether the text that the message's last run has written is what the server sent: what comes before it is another run's.
 * @returns undefined without a checksum, and on pages without HTTPS, where browsers cannot hash
 */
export async function checkAnswer(message: ChatMessage): Promise<boolean | undefined> {
  const { sha256 } = message.metadata ?? {};
  if (sha256 === undefined || !globalThis.crypto?.subtle) return undefined;
  const text = getMessageText(message).slice(countContinued(message));
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex === sha256;
}

/** The characters of text that the last run found in the message. */
function countContinued({ parts, metadata }: ChatMessage): number {
  if (!metadata?.continues) return 0;
  const { parts: count, characters } = metadata.continues;
  const before = getMessageText({ parts: parts.slice(0, Math.max(0, count - 1)) });
  return before.length + (parts[count - 1]?.type === 'text' ? characters : 0);
}

/** Whether the checksum of an ended answer matches; undefined while that is not known. */
export function useAnswerCheck(message: ChatMessage): boolean | undefined {
  const [matches, setMatches] = useState<boolean>();
  useEffect(() => {
    let isCurrent = true;
    void checkAnswer(message).then((result) => {
      if (isCurrent) setMatches(result);
    });
    return () => {
      isCurrent = false;
    };
  }, [message]);
  return matches;
}
