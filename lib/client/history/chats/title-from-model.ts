import 'client-only';
import { getOwnKeyHeaders } from '#lib/client/platform/local-storage.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { toPlainText } from '../plain-text.ts';

const MAX_TOKENS = 60;
/** Reasoning counts towards the limit. */
const MAX_TOKENS_WITH_REASONING = 1_000;
const MAX_TITLE_LENGTH = 60;
/** Characters of each message that are sent. */
const EXCERPT_LENGTH = 1_000;
const TIMEOUT_MS = 20_000;

const INSTRUCTIONS =
  'You name conversations. Answer with a title of at most six words for the conversation that follows, in its own language, ' +
  'without quotes or a full stop, and with nothing else.';

/**
 * Asks a model for a title for the first exchange of a chat.
 * @returns undefined on any failure, or after 20 s
 */
export async function titleFromModel(
  messages: readonly ChatMessage[],
  model: ModelInfo,
): Promise<string | undefined> {
  const exchange = messages
    .slice(0, 2)
    .map((message) => `${message.role}: ${toPlainText(message).slice(0, EXCERPT_LENGTH)}`);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  try {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...getOwnKeyHeaders(model.id) },
      signal: controller.signal,
      body: JSON.stringify({
        model: model.id,
        max_tokens: model.can.reasoning ? MAX_TOKENS_WITH_REASONING : MAX_TOKENS,
        messages: [
          { role: 'system', content: INSTRUCTIONS },
          { role: 'user', content: exchange.join('\n\n') },
        ],
      }),
    });
    if (!response.ok) return undefined;
    return cleanTitle((await response.json())?.choices?.[0]?.message?.content);
  } catch {
    return undefined; // the chat's first words remain its title
  } finally {
    clearTimeout(timer);
  }
}

/** Extracts a title from a model's answer: the first line without reasoning, Markdown marks, label, quotes and full stop. */
export function cleanTitle(written: unknown): string | undefined {
  if (typeof written !== 'string') return undefined;
  const line = written
    .replace(/^\s*<think>[\s\S]*?(<\/think>|$)/, '')
    .trim()
    .split('\n', 1)[0];
  const title = (line ?? '')
    .replace(/^(#+|title:|标题：)\s*/i, '')
    .replace(/^[\s"'“”‘’「『《*_`]+|[\s"'“”‘’」』》*_`.。]+$/g, '');
  return title === '' ? undefined : Array.from(title).slice(0, MAX_TITLE_LENGTH).join('');
}
