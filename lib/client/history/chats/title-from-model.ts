import 'client-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { toPlainText } from '../plain-text.ts';

const MOST_TOKENS = 60;
/** A model that thinks does so first, and out of the same allowance. */
const MOST_TOKENS_WITH_THOUGHTS = 1_000;
const MOST_CHARACTERS = 60;
const EXCERPT = 1_000;
const LIMIT_MS = 20_000;

const INSTRUCTIONS =
  'You name conversations. Answer with a title of at most six words for the conversation that follows, in its own language, ' +
  'without quotes or a full stop, and with nothing else.';

/**
 * Asks a model for a title for the first exchange of a chat.
 * @returns undefined when there is none to be had within 20 seconds, for whatever reason: the first words stay.
 */
export async function titleFromModel(
  messages: readonly ChatMessage[],
  model: ModelInfo,
): Promise<string | undefined> {
  const exchange = messages
    .slice(0, 2)
    .map((message) => `${message.role}: ${toPlainText(message).slice(0, EXCERPT)}`);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), LIMIT_MS);
  try {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      signal: controller.signal,
      body: JSON.stringify({
        model: model.id,
        max_tokens: model.can.reasoning ? MOST_TOKENS_WITH_THOUGHTS : MOST_TOKENS,
        messages: [
          { role: 'system', content: INSTRUCTIONS },
          { role: 'user', content: exchange.join('\n\n') },
        ],
      }),
    });
    if (!response.ok) return undefined;
    return cleanTitle((await response.json())?.choices?.[0]?.message?.content);
  } catch {
    return undefined; // a title is not worth a word about its failure
  } finally {
    clearTimeout(timer);
  }
}

/** What a model wrote, as a title: the first line without its thoughts, marks of headings, label, quotes and full stop. */
export function cleanTitle(written: unknown): string | undefined {
  if (typeof written !== 'string') return undefined;
  const line = written
    .replace(/^\s*<think>[\s\S]*?(<\/think>|$)/, '')
    .trim()
    .split('\n', 1)[0];
  const title = (line ?? '')
    .replace(/^(#+|title:|标题：)\s*/i, '')
    .replace(/^[\s"'“”‘’「『《*_`]+|[\s"'“”‘’」』》*_`.。]+$/g, '');
  return title === '' ? undefined : Array.from(title).slice(0, MOST_CHARACTERS).join('');
}
