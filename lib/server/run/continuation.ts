import 'server-only';
import type { LanguageModelV4Message } from '@ai-sdk/provider';
import type { RequestPart, ToolPart } from '#lib/protocol/message-schema.ts';
import { CONTINUATION_METADATA, type RunEvent, type RunMetadata } from '#lib/protocol/run-event.ts';
import type { StartRun } from '#lib/protocol/start-run.ts';
import { getLastStep, isToolPart } from '../tools/tool-parts.ts';
import { Seam } from './overlap-trimmer.ts';

/** An answer that a run goes on with, in the same message. */
export type Continuation = {
  messageId: string;
  /** How much of the message there was; sent with the run's first event. */
  continues: NonNullable<RunMetadata['continues']>;
  /** The text that was cut; empty when the answer was cut in something else, which is then asked for anew. */
  text: string;
  /** Steps that count towards the run's limit: those of an answer whose calls the reader has seen to. */
  steps: number;
};

/** How much of the end of a cut text the model is asked to repeat, so that it goes on at the right letter. */
const ANCHOR_CHARACTERS = 60;
const REQUEST = 'Your last message broke off. Go on with it exactly where it ends.';

/**
 * What `body` wants continued; undefined when it asks for a new answer. A stock client says `submit-message` when its
 * reader has seen to the calls of an answer.
 */
export function continuationOf(body: StartRun): Continuation | undefined {
  const last = body.messages.at(-1);
  if (last?.role !== 'assistant' || body.trigger === 'regenerate-message') return undefined;
  const calls = getLastStep(last.parts).filter(isToolPart);
  const answered = calls.length > 0 && calls.every(isAnswered);
  if (body.trigger !== 'continue-message' && !calls.some(isAnswered)) return undefined;
  // Only a step that was written to its end has answers to its calls.
  const text = calls.some(isAnswered) ? '' : textOf(last.parts.at(-1));
  const steps = answered ? last.parts.filter(({ type }) => type === 'step-start').length : 0;
  return {
    messageId: last.id,
    continues: { parts: last.parts.length, characters: text.length },
    text,
    steps,
  };
}

function isAnswered({ state }: ToolPart): boolean {
  return state === 'approval-responded' || state.startsWith('output-');
}

/**
 * Asks for the rest of a text. Few servers can go on with an answer by themselves; any model can begin by repeating the
 * last words that it is shown, and what it repeats is taken out again (`Seam`).
 */
export function requestForRest({ text }: Pick<Continuation, 'text'>): LanguageModelV4Message[] {
  if (text === '') return [];
  const anchor = JSON.stringify(anchorOf(text));
  const how = `Begin by repeating its last words, ${anchor}, letter by letter, and write on from there in one go. Say nothing about this request.`;
  return [{ role: 'user', content: [{ type: 'text', text: `${REQUEST} ${how}` }] }];
}

/** Whether `text` is what `requestForRest` asks: the demo model reads it. */
export function asksForRest(text: string): boolean {
  return text.startsWith(REQUEST);
}

/**
 * Passes a run's events on such that its first text goes on in the part that was cut. `end` gives out what the seam still
 * holds when the run is over.
 */
export function joinAtSeam(
  { text }: Pick<Continuation, 'text'>,
  emit: (event: RunEvent) => void,
): { emit(event: RunEvent): void; end(): void } {
  if (text === '') return { emit, end: () => {} };
  const seam = new Seam(text);
  let state: 'before' | 'within' | 'after' = 'before';
  let id = '';

  const write = (delta: string) => {
    if (delta !== '') emit({ type: 'text-delta', id, delta });
  };
  const end = () => {
    if (state === 'within') write(seam.end());
    state = 'after';
  };
  return {
    end,
    emit(event) {
      if (state === 'after') emit(event);
      else if (event.type === 'start-step')
        return; // the step that was cut goes on
      else if (event.type === 'text-start' && state === 'before') {
        state = 'within';
        id = event.id;
        emit({ ...event, providerMetadata: CONTINUATION_METADATA });
      } else if (event.type === 'text-delta') write(seam.push(event.delta));
      else {
        // Thoughts may come first; a call is a step of its own, and the text after it too.
        if (event.type === 'text-end' || event.type.startsWith('tool-')) end();
        emit(event);
      }
    },
  };
}

function textOf(part: RequestPart | undefined): string {
  return part?.type === 'text' && typeof part.text === 'string' ? part.text : '';
}

/** The last words of `text`, from the beginning of a word on. */
function anchorOf(text: string): string {
  const end = text.slice(-ANCHOR_CHARACTERS);
  const word = text.length > end.length ? end.search(/(?<=\s)\S/) : 0;
  return end.slice(Math.max(0, word));
}
