import 'server-only';
import {
  InvalidResponseDataError,
  type LanguageModelV4Message,
  type LanguageModelV4StreamPart,
  type LanguageModelV4ToolCall,
} from '@ai-sdk/provider';
import { createReasoningMetadata, type RunEvent } from '#lib/protocol/run-event.ts';
import type { PartReader } from '../models/model.ts';
import { parseArguments } from '../tools/call-check.ts';
import { getPresentation } from '../tools/call-runner.ts';
import type { OfferedTool } from '../tools/server-tool.ts';
import { PartRate, readPace } from './read-throttle.ts';

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];
type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** One step of an answer: what the model said, in its own words for the next step, and what it wants called. */
export type AnsweredStep = {
  content: AssistantContent;
  calls: LanguageModelV4ToolCall[];
  finish: FinishPart;
};

/**
 * Turns the model's parts into events until it has finished.
 * @param onParts is told of the parts that came together, first.
 * @param tools what the model may call: a call's card says who asks while it is still being written.
 * @throws what the model reports as its error; InvalidResponseDataError when it ends without having finished.
 */
export async function answerStep(
  reader: PartReader,
  emit: (event: RunEvent) => void,
  onParts: (parts: LanguageModelV4StreamPart[]) => void,
  tools: readonly OfferedTool[] = [],
): Promise<AnsweredStep> {
  const step = new Step(emit, tools);
  const rate = new PartRate();
  for (;;) {
    const parts = await reader.next();
    onParts(parts ?? []);
    if (parts === undefined) throw cutShort();
    const readAt = Date.now();
    readPace.count(parts.length, readAt);
    rate.read(parts.length, readAt);
    for (const part of joinDeltas(parts)) {
      if (part.type === 'finish') return step.finish(part);
      step.take(part);
    }
    const rest = step.begun ? readPace.rest(readAt, rate.perMs) : undefined; // the first token never waits
    if (rest) await rest;
  }
}

/** Words that came together go on together: one event, one look at the readers. */
function joinDeltas(parts: LanguageModelV4StreamPart[]): LanguageModelV4StreamPart[] {
  const joined: LanguageModelV4StreamPart[] = [];
  let open: Extract<LanguageModelV4StreamPart, { type: 'text-delta' | 'reasoning-delta' }> | undefined;
  for (const part of parts) {
    if (part.type !== 'text-delta' && part.type !== 'reasoning-delta') {
      open = undefined;
      joined.push(part);
    } else if (open?.type === part.type && open.id === part.id) {
      open.delta += part.delta;
    } else {
      open = { ...part };
      joined.push(open);
    }
  }
  return joined;
}

type OpenPart = { part: { type: 'text' | 'reasoning'; text: string }; pieces: string[]; begunAt: number };

class Step {
  readonly #emit: (event: RunEvent) => void;
  readonly #tools: readonly OfferedTool[];
  readonly #content: AssistantContent = [];
  readonly #calls: LanguageModelV4ToolCall[] = [];
  /** Pieces of the parts that are being written; joined at their ends, for a text that grows holds every piece twice. */
  readonly #open = new Map<string, OpenPart>();

  constructor(emit: (event: RunEvent) => void, tools: readonly OfferedTool[]) {
    this.#emit = emit;
    this.#tools = tools;
  }

  /** Whether the model has said a word, or begun a call. */
  get begun(): boolean {
    return this.#content.length > 0;
  }

  take(part: Exclude<LanguageModelV4StreamPart, FinishPart>): void {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        break; // begun with its first word: an attempt that fails before it must leave nothing behind
      case 'text-delta':
      case 'reasoning-delta': {
        if (part.delta === '') break;
        const type = part.type === 'text-delta' ? 'text' : 'reasoning';
        const open = this.#open.get(`${type} ${part.id}`) ?? this.#begin(type, part.id);
        this.#emit({ type: part.type, id: part.id, delta: part.delta });
        open.pieces.push(part.delta);
        break;
      }
      case 'text-end':
        if (this.#open.has(`text ${part.id}`)) this.#emit({ type: 'text-end', id: part.id });
        break;
      case 'reasoning-end': {
        const open = this.#open.get(`reasoning ${part.id}`);
        if (open === undefined) break;
        // Told with the thoughts: whoever reads them later, after a reload too, sees how long they took.
        const providerMetadata = createReasoningMetadata(Date.now() - open.begunAt);
        this.#emit({ type: 'reasoning-end', id: part.id, providerMetadata });
        break;
      }
      case 'tool-input-start': {
        const tool = this.#tools.find((tool) => tool.name === part.toolName);
        const shown = tool === undefined ? {} : getPresentation(tool);
        this.#emit({ type: 'tool-input-start', toolCallId: part.id, toolName: part.toolName, ...shown });
        break;
      }
      case 'tool-input-delta':
        if (part.delta === '') break;
        this.#emit({ type: 'tool-input-delta', toolCallId: part.id, inputTextDelta: part.delta });
        break;
      case 'tool-call': {
        const { toolCallId, toolName } = part;
        this.#calls.push(part);
        this.#content.push({
          type: 'tool-call',
          toolCallId,
          toolName,
          input: parseArguments(part.input) ?? {},
        });
        break;
      }
      case 'source':
        if (part.sourceType !== 'url') break;
        this.#emit({
          type: 'source-url',
          sourceId: part.id,
          url: part.url,
          ...(part.title ? { title: part.title } : {}),
        });
        break;
      case 'error':
        throw part.error;
    }
  }

  #begin(type: 'text' | 'reasoning', id: string): OpenPart {
    this.#emit({ type: `${type}-start`, id });
    const open: OpenPart = { part: { type, text: '' }, pieces: [], begunAt: Date.now() };
    this.#open.set(`${type} ${id}`, open);
    this.#content.push(open.part);
    return open;
  }

  finish(part: FinishPart): AnsweredStep {
    if (part.finishReason.unified === 'interrupted') throw cutShort();
    for (const { part: written, pieces } of this.#open.values()) written.text += pieces.join('');
    return { content: this.#content, calls: this.#calls, finish: part };
  }
}

function cutShort(): InvalidResponseDataError {
  return new InvalidResponseDataError({
    data: undefined,
    message: 'The stream ended without a finish reason.',
  });
}
