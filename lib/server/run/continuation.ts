import 'server-only';
import type { LanguageModelV4Message } from '@ai-sdk/provider';
import type { RequestPart, ToolPart } from '#lib/protocol/message-schema.ts';
import { CONTINUATION_METADATA, type RunEvent, type RunMetadata } from '#lib/protocol/run-event.ts';
import type { StartRun } from '#lib/protocol/start-run.ts';
import { estimateTokens } from '../limits/text-size.ts';
import { getLastStep, isToolPart } from '../tools/tool-parts.ts';
import { OverlapTrimmer } from './overlap-trimmer.ts';

/** An answer that a run continues in the same message. */
export type Continuation = {
  messageId: string;
  /** The length of the message so far; sent with the first event of the run. */
  continues: NonNullable<RunMetadata['continues']>;
  /**
   * The text that was cut off: that of the last step, also when a part after it was cut off, which is then generated again. Empty when
   * the step has no text, or had ended.
   */
  text: string;
  /** Steps that count towards the step limit: those of an answer whose tool calls the reader has answered, or that goes on by itself. */
  steps: number;
  /** An estimate of the tokens that count towards the output limit: those of an answer that goes on by itself. */
  outputTokens: number;
};

/** How many characters of a cut text the model is asked to repeat, so that it continues at the right letter. */
const ANCHOR_CHARACTERS = 60;
const REQUEST = 'Your last message was cut off. Continue it exactly where it stopped.';

/**
 * The answer that `body` asks to continue; undefined when it asks for a new one. A stock AI SDK client sends
 * `submit-message` once its reader has answered the tool calls of an answer.
 */
export function findContinuation(body: StartRun): Continuation | undefined {
  const last = body.messages.at(-1);
  if (last?.role !== 'assistant' || body.trigger === 'regenerate-message') return undefined;
  const step = getLastStep(last.parts);
  const calls = step.filter(isToolPart);
  const hasAnswers = calls.some(isAnswered);
  if (body.trigger !== 'continue-message' && !hasAnswers) return undefined;
  // Answered calls mean that the step was written to its end.
  const text = hasAnswers ? '' : step.map(textOf).join('');
  const allAnswered = calls.length > 0 && calls.every(isAnswered);
  const steps = last.parts.filter(({ type }) => type === 'step-start').length;
  const isAutomatic = Boolean(body.autoContinued);
  return {
    messageId: last.id,
    continues: { parts: last.parts.length, characters: textOf(last.parts.at(-1)).length },
    text,
    steps: allAnswered ? steps : isAutomatic ? Math.max(0, steps - 1) : 0,
    outputTokens: isAutomatic ? estimateOutputTokens(last.parts) : 0,
  };
}

function estimateOutputTokens(parts: readonly RequestPart[]): number {
  const texts = parts.map((part) => {
    if (isToolPart(part)) return JSON.stringify(part.input) ?? '';
    return part.type === 'reasoning' ? String(part.text) : textOf(part);
  });
  return Math.ceil(texts.reduce((tokens, text) => tokens + estimateTokens(text), 0));
}

function isAnswered({ state }: ToolPart): boolean {
  return state === 'approval-responded' || state.startsWith('output-');
}

/**
 * The message that asks for the rest of a text; none when no text was cut off. Few servers can continue an answer
 * themselves, but any model can start by repeating the last words it is shown, which `OverlapTrimmer` removes again.
 */
export function createRestRequest({ text }: Pick<Continuation, 'text'>): LanguageModelV4Message[] {
  if (text === '') return [];
  const anchor = JSON.stringify(getAnchor(text));
  const instructions = `Start by repeating its last words, ${anchor}, letter by letter, and keep writing from there without a break. Do not mention this request.`;
  return [{ role: 'user', content: [{ type: 'text', text: `${REQUEST} ${instructions}` }] }];
}

/** Whether `text` was written by `createRestRequest`; the demo model checks this. */
export function isRestRequest(text: string): boolean {
  return text.startsWith(REQUEST);
}

export type ContinuationJoin = {
  emit(event: RunEvent): void;
  /** Whether what follows is passed on as it comes. */
  readonly holdsNothing: boolean;
  /** Emits the text still held back when the run ends. */
  flush(): void;
};

/** Passes the events of a run on so that its first text continues the part that was cut off. */
export function joinContinuation(
  { text }: Pick<Continuation, 'text'>,
  emit: (event: RunEvent) => void,
): ContinuationJoin {
  if (text === '') return { emit, holdsNothing: true, flush: () => {} };
  const trimmer = new OverlapTrimmer(text);
  let state: 'before-text' | 'in-text' | 'after-text' = 'before-text';
  let id = '';
  /** The start of the text, until the text has a character: a model may only repeat, and then call a tool. */
  let opening: RunEvent | undefined;

  const pass = (event: RunEvent) => {
    if (opening !== undefined && 'id' in event && event.id === id) {
      if (event.type === 'text-delta') emit(opening);
      if (event.type === 'text-delta' || event.type === 'text-end') opening = undefined;
      if (event.type === 'text-end') return;
    }
    emit(event);
  };
  const passText = (delta: string) => {
    if (delta !== '') pass({ type: 'text-delta', id, delta });
  };
  const flush = () => {
    if (state === 'in-text') passText(trimmer.flush());
    state = 'after-text';
  };
  return {
    flush,
    get holdsNothing() {
      return state === 'after-text' || (state === 'in-text' && trimmer.isDone);
    },
    emit(event) {
      if (state === 'after-text') pass(event);
      else if (event.type === 'start-step')
        return; // the step that was cut off continues
      else if (event.type === 'text-start' && state === 'before-text') {
        state = 'in-text';
        id = event.id;
        opening = { ...event, providerMetadata: CONTINUATION_METADATA };
      } else if (event.type === 'text-delta') passText(trimmer.push(event.delta));
      else {
        // Reasoning may come first. A tool call ends the continued text; text after it belongs to a step of its own.
        if (event.type === 'text-end' || event.type.startsWith('tool-')) flush();
        pass(event);
      }
    },
  };
}

function textOf(part: RequestPart | undefined): string {
  return part?.type === 'text' && typeof part.text === 'string' ? part.text : '';
}

/** The last words of `text`, from the start of a word. */
function getAnchor(text: string): string {
  const end = text.slice(-ANCHOR_CHARACTERS);
  const wordStart = text.length > end.length ? end.search(/(?<=\s)\S/) : 0;
  return end.slice(Math.max(0, wordStart));
}
