import 'client-only';
import type { ChatMessage, MessagePart, RunMetadata } from '#lib/protocol/run-event.ts';
import { estimateTokens, resultText, writtenText } from './token-estimate.ts';

/** Estimated tokens of one run. `context`: those of its last request to the model and of its answer. */
export type RunEstimate = { input: number; output: number; reasoning: number; context: number };

/** Where in a message a run began to write. */
type Position = NonNullable<RunMetadata['continues']>;
/** What one run has written of a message: from its beginning, or that of the next run, to the end. */
export type RunSpan = { from?: Position | undefined; to?: Position | undefined };

/**
 * Estimates the tokens of a run from the text that it has read and written. Each step reads the whole conversation again. Instructions,
 * the descriptions of tools, and files are not counted: the page does not know what they were, or what they cost.
 * @param promptTokens the tokens of the messages above the answer
 */
export function estimateRun(
  { parts }: Pick<ChatMessage, 'parts'>,
  { from, to }: RunSpan,
  promptTokens: number,
): RunEstimate {
  const estimate = { input: 0, output: 0, reasoning: 0, context: 0 };
  let known = promptTokens;
  for (const [index, part] of parts.entries()) {
    const text = writtenText(part);
    const start = from ? positionIn(from, { part, index, length: text.length }) : 0;
    const end = to ? positionIn(to, { part, index, length: text.length }) : text.length;
    if (to && index >= to.parts) break;
    if (part.type === 'step-start' && index >= (from?.parts ?? 0)) estimate.input += known;
    const written = estimateTokens(text.slice(start, end));
    estimate.output += written;
    // Models do not receive the reasoning of earlier answers.
    if (part.type === 'reasoning') estimate.reasoning += written;
    else known += estimateTokens(text.slice(0, end)) + estimateTokens(resultText(part));
  }
  // A continued text goes on in its part, without a step of its own.
  if (estimate.input === 0 && estimate.output > 0)
    estimate.input = known - (estimate.output - estimate.reasoning);
  estimate.context = known + estimate.reasoning;
  return estimate;
}

/** Estimates what a message adds to the prompts after it. */
export function estimatePrompt({ parts }: Pick<ChatMessage, 'parts'>): number {
  let tokens = 0;
  for (const part of parts) {
    if (part.type === 'reasoning') continue;
    tokens += estimateTokens(writtenText(part).slice(0)) + estimateTokens(resultText(part));
  }
  return tokens;
}

type PartInfo = { part: MessagePart; index: number; length: number };

/** How many characters of a part were written before `position`. */
function positionIn({ parts, characters }: Position, { part, index, length }: PartInfo): number {
  if (index >= parts) return 0;
  return index === parts - 1 && part.type === 'text' ? Math.min(characters, length) : length;
}
