import 'server-only';
import {
  InvalidResponseDataError,
  type LanguageModelV4Message,
  type LanguageModelV4StreamPart,
  type LanguageModelV4ToolCall,
} from '@ai-sdk/provider';
import { createReasoningMetadata, type RunEvent } from '#lib/protocol/run-event.ts';
import type { PartReader } from '../models/model.ts';
import { Stopwatch } from '../platform/stopwatch.ts';
import { parseArguments } from '../tools/call-check.ts';
import { getPresentation } from '../tools/call-runner.ts';
import type { OfferedTool } from '../tools/server-tool.ts';
import { ReadThrottle } from './read-throttle.ts';

type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];
type FinishPart = Extract<LanguageModelV4StreamPart, { type: 'finish' }>;

/** One step of an answer: its content for the prompt of the next step, and the tool calls to execute. */
export type AnsweredStep = {
  content: AssistantContent;
  calls: LanguageModelV4ToolCall[];
  finish: FinishPart;
};

export type StepRequest = {
  reader: PartReader;
  emit(event: RunEvent): void;
  /** Called with the parts of each read before they are turned into events. */
  onParts(parts: LanguageModelV4StreamPart[]): void;
  /** The tools offered to the model; a call is presented with its tool's title and server while it is being written. */
  tools?: readonly OfferedTool[];
  /** The ids of texts that another process has begun. */
  openTexts?: readonly string[];
};

/**
 * Turns the model's parts into events until the model finishes.
 * @throws the error that the model reports; InvalidResponseDataError when the stream ends without a finish.
 */
export async function answerStep({
  reader,
  emit,
  onParts,
  tools = [],
  openTexts = [],
}: StepRequest): Promise<AnsweredStep> {
  const step = new Step(emit, tools);
  for (const id of openTexts) step.goOn(id);
  const throttle = new ReadThrottle();
  for (;;) {
    const parts = await reader.next();
    onParts(parts ?? []);
    if (parts === undefined) throw createTruncatedError();
    throttle.count(parts.length);
    for (const part of joinDeltas(parts)) {
      if (part.type === 'finish') return step.finish(part);
      step.add(part);
    }
    const throttled = step.started ? throttle.wait() : undefined; // the first token is never delayed
    if (throttled) await throttled;
  }
}

/** Joins adjacent deltas of one part, so that the log and its readers handle one event per read. */
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

type PartKind = 'text' | 'reasoning';
type OpenPart = { content: { type: PartKind; text: string }; deltas: string[]; stopwatch: Stopwatch };

class Step {
  readonly #emit: (event: RunEvent) => void;
  readonly #tools: readonly OfferedTool[];
  readonly #content: AssistantContent = [];
  readonly #calls: LanguageModelV4ToolCall[] = [];
  /** Deltas are joined once, at the end: a string that grows by concatenation holds every delta twice. */
  readonly #parts = new Map<string, OpenPart>();

  constructor(emit: (event: RunEvent) => void, tools: readonly OfferedTool[]) {
    this.#emit = emit;
    this.#tools = tools;
  }

  /** Whether the model has written text or reasoning, or finished a tool call. */
  get started(): boolean {
    return this.#content.length > 0;
  }

  add(part: Exclude<LanguageModelV4StreamPart, FinishPart>): void {
    switch (part.type) {
      case 'text-start':
      case 'reasoning-start':
        break; // started by the first delta, so that an attempt that fails before it leaves no empty part
      case 'text-delta':
        this.#addDelta('text', part);
        break;
      case 'reasoning-delta':
        this.#addDelta('reasoning', part);
        break;
      case 'text-end':
        if (this.#parts.has(`text ${part.id}`)) this.#emit({ type: 'text-end', id: part.id });
        break;
      case 'reasoning-end':
        this.#endReasoning(part.id);
        break;
      case 'tool-input-start': {
        const tool = this.#tools.find((tool) => tool.name === part.toolName);
        const presentation = tool === undefined ? {} : getPresentation(tool);
        this.#emit({
          type: 'tool-input-start',
          toolCallId: part.id,
          toolName: part.toolName,
          ...presentation,
        });
        break;
      }
      case 'tool-input-delta':
        if (part.delta === '') break;
        this.#emit({ type: 'tool-input-delta', toolCallId: part.id, inputTextDelta: part.delta });
        break;
      case 'tool-call':
        this.#addCall(part);
        break;
      case 'source':
        this.#addSource(part);
        break;
      case 'error':
        throw part.error;
    }
  }

  /** The text with this `id` has been started already. */
  goOn(id: string): void {
    this.#open('text', id);
  }

  finish(part: FinishPart): AnsweredStep {
    if (part.finishReason.unified === 'interrupted') throw createTruncatedError();
    for (const { content, deltas } of this.#parts.values()) content.text += deltas.join('');
    return { content: this.#content, calls: this.#calls, finish: part };
  }

  #addDelta(kind: PartKind, { id, delta }: { id: string; delta: string }): void {
    if (delta === '') return;
    const open = this.#parts.get(`${kind} ${id}`) ?? this.#start(kind, id);
    this.#emit({ type: `${kind}-delta`, id, delta });
    open.deltas.push(delta);
  }

  #start(kind: PartKind, id: string): OpenPart {
    this.#emit({ type: `${kind}-start`, id });
    return this.#open(kind, id);
  }

  #open(kind: PartKind, id: string): OpenPart {
    const open: OpenPart = { content: { type: kind, text: '' }, deltas: [], stopwatch: new Stopwatch() };
    this.#parts.set(`${kind} ${id}`, open);
    this.#content.push(open.content);
    return open;
  }

  #endReasoning(id: string): void {
    const open = this.#parts.get(`reasoning ${id}`);
    if (open === undefined) return;
    // The duration travels with the part, so that the page can show it after a reload too.
    const providerMetadata = createReasoningMetadata(open.stopwatch.elapsedMs);
    this.#emit({ type: 'reasoning-end', id, providerMetadata });
  }

  #addCall(call: LanguageModelV4ToolCall): void {
    const { toolCallId, toolName } = call;
    this.#calls.push(call);
    this.#content.push({
      type: 'tool-call',
      toolCallId,
      toolName,
      input: parseArguments(call.input) ?? {},
    });
  }

  #addSource(part: Extract<LanguageModelV4StreamPart, { type: 'source' }>): void {
    if (part.sourceType !== 'url') return;
    this.#emit({
      type: 'source-url',
      sourceId: part.id,
      url: part.url,
      ...(part.title ? { title: part.title } : {}),
    });
  }
}

function createTruncatedError(): InvalidResponseDataError {
  return new InvalidResponseDataError({
    data: undefined,
    message: 'The stream ended without a finish reason.',
  });
}
