import { applyCallEvent, type CallEvent, type CallPart, createCall, markStopped } from './call-part.ts';
import { GrowingText, grownPart, type TextPart } from './growing-text.ts';
import type { ChatMessage, MessagePart, RunEvent, RunMetadata } from './run-event.ts';

export type { CallPart } from './call-part.ts';

type StartEvent = Extract<RunEvent, { type: 'text-start' | 'reasoning-start' }>;

/** An unfinished text or reasoning part. `text` is ahead of the part until someone reads the message. */
type OpenPart = { index: number; text: GrowingText };

/**
 * Builds an answer from the events of its run, as the AI SDK's UI message stream v1 defines them. Unchanged parts keep their
 * identity, so that the page renders only the part that changed.
 */
export class AnswerBuilder {
  #id: string;
  #metadata: RunMetadata | undefined;
  readonly #base: readonly MessagePart[];
  #parts: MessagePart[];
  #message: ChatMessage | undefined;
  /** Unfinished parts by type and id: `text 1`, `reasoning 1`. */
  readonly #open = new Map<string, OpenPart>();
  /** Index of a tool call's part, by the id of the call. */
  readonly #calls = new Map<string, number>();

  /** Characters of text, reasoning and tool input so far. Shows whether a replay has caught up. */
  length = 0;

  /** @param base the known state of the message, which a continuing run appends to. */
  constructor(base: Pick<ChatMessage, 'id' | 'parts' | 'metadata'>) {
    this.#id = base.id;
    this.#metadata = base.metadata;
    this.#base = base.parts;
    this.#parts = [...base.parts];
    this.length = countAnswerCharacters(base);
  }

  /** The answer so far: the same object until an event changes it. */
  get message(): ChatMessage {
    if (this.#message) return this.#message;
    for (const part of this.#open.values()) this.#updatePart(part);
    this.#message = {
      id: this.#id,
      role: 'assistant',
      parts: [...this.#parts],
      ...(this.#metadata ? { metadata: this.#metadata } : {}),
    };
    return this.#message;
  }

  apply(event: RunEvent): void {
    this.#message = undefined;
    switch (event.type) {
      case 'start':
        if (event.messageId !== undefined) this.#id = event.messageId;
        this.#restart(event.messageMetadata);
        break;
      case 'start-step':
        this.#parts.push({ type: 'step-start' });
        break;
      case 'text-start':
      case 'reasoning-start':
        this.#startPart(event);
        break;
      case 'text-delta':
        this.#append(`text ${event.id}`, event.delta);
        break;
      case 'reasoning-delta':
        this.#append(`reasoning ${event.id}`, event.delta);
        break;
      case 'text-end':
        this.#endPart(`text ${event.id}`);
        break;
      case 'reasoning-end':
        this.#endPart(`reasoning ${event.id}`, event.providerMetadata);
        break;
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-available':
      case 'tool-input-error':
      case 'tool-approval-request':
      case 'tool-output-available':
      case 'tool-output-error':
      case 'tool-output-denied':
        this.#applyToCall(event.toolCallId, event);
        break;
      case 'tool-approval-response':
        this.#applyToCall(this.#findCallByApproval(event.approvalId), event);
        break;
      case 'source-url':
        this.#parts.push({
          type: 'source-url',
          sourceId: event.sourceId,
          url: event.url,
          ...(event.title === undefined ? {} : { title: event.title }),
        });
        break;
      case 'file':
        this.#parts.push({ type: 'file', url: event.url, mediaType: event.mediaType });
        break;
      case 'message-metadata':
      case 'finish':
        this.#mergeMetadata(event.messageMetadata);
        break;
    }
  }

  /** Resets the message to what the starting run continues, and drops everything that came after it. */
  #restart(metadata: RunMetadata | undefined): void {
    const { parts, characters } = metadata?.continues ?? { parts: 0, characters: 0 };
    const { runId, continuedFrom, autoContinued, earlierRuns } = this.#metadata ?? {};
    const isKnown = metadata !== undefined && metadata.runId === runId && continuedFrom !== undefined;
    const known = { ...(autoContinued && { autoContinued }), ...(earlierRuns && { earlierRuns }) };
    this.#metadata = isKnown ? { continuedFrom, ...known, ...metadata } : metadata;
    this.#parts = this.#base.slice(0, parts).map(closePart);
    this.#open.clear();
    this.#calls.clear();
    for (const [index, part] of this.#parts.entries()) {
      if (part.type === 'dynamic-tool') this.#calls.set(part.toolCallId, index);
    }
    const last = this.#parts.at(-1);
    if (last?.type === 'text' && last.text.length > characters) {
      this.#parts[this.#parts.length - 1] = { ...last, text: last.text.slice(0, characters) };
    }
    this.length = countAnswerCharacters({ parts: this.#parts });
  }

  #startPart({ type: eventType, id, providerMetadata }: StartEvent): void {
    const type = eventType === 'text-start' ? 'text' : 'reasoning';
    const key = `${type} ${id}`;
    this.#endPart(key); // an earlier part with this id may have been left open
    const continued = providerMetadata?.runnel?.continues ? this.#reopenText() : undefined;
    if (continued === undefined) this.#parts.push({ type, text: '', state: 'streaming' });
    this.#open.set(key, continued ?? { index: this.#parts.length - 1, text: new GrowingText() });
  }

  /** Reopens the text part that the run continues, if the message ends with one. */
  #reopenText(): OpenPart | undefined {
    const index = (this.#metadata?.continues?.parts ?? 0) - 1;
    const part = this.#parts[index];
    if (part?.type !== 'text') return undefined;
    this.#parts[index] = { ...part, state: 'streaming' };
    return { index, text: new GrowingText(part.text) };
  }

  #mergeMetadata(metadata: RunMetadata | undefined): void {
    if (metadata !== undefined) this.#metadata = { ...this.#metadata, ...metadata };
  }

  #append(key: string, delta: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.length += delta.length;
    open.text.append(delta);
  }

  #endPart(key: string, providerMetadata?: TextPart['providerMetadata']): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    this.#updatePart(open, { state: 'done', ...(providerMetadata ? { providerMetadata } : {}) });
  }

  /** Copies the new text into the message's part. */
  #updatePart({ index, text }: OpenPart, end?: Pick<TextPart, 'state' | 'providerMetadata'>): void {
    const part = this.#parts[index];
    if (part?.type !== 'text' && part?.type !== 'reasoning') return;
    if (text.length === part.text.length && end === undefined) return;
    this.#parts[index] = grownPart(part, text, end);
  }

  #applyToCall(toolCallId: string | undefined, event: CallEvent): void {
    if (toolCallId === undefined) return;
    // Some servers reuse call ids in each step, so a call that starts is always a new one.
    let index = event.type === 'tool-input-start' ? undefined : this.#calls.get(toolCallId);
    if (index === undefined) {
      if (!('toolName' in event)) return;
      index = this.#parts.length;
      this.#calls.set(toolCallId, index);
      this.#parts.push(createCall(toolCallId, event.toolName));
    }
    const part = this.#parts[index];
    if (part?.type !== 'dynamic-tool') return;
    if (event.type === 'tool-input-delta') this.length += event.inputTextDelta.length;
    this.#parts[index] = applyCallEvent(part, event);
  }

  /** Returns the id of the call that this approval belongs to. */
  #findCallByApproval(approvalId: string): string | undefined {
    const part = this.#parts.find((part) => part.type === 'dynamic-tool' && part.approval?.id === approvalId);
    return part?.type === 'dynamic-tool' ? part.toolCallId : undefined;
  }
}

/** Marks a part that an earlier run left unfinished as finished. */
function closePart(part: MessagePart): MessagePart {
  if (part.type === 'dynamic-tool') return markStopped(part);
  const open = (part.type === 'text' || part.type === 'reasoning') && part.state === 'streaming';
  return open ? { ...part, state: 'done' } : part;
}

/** Returns the text parts of a message, concatenated. */
export function getMessageText(message: Pick<ChatMessage, 'parts'>): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** Returns the `AnswerBuilder.length` of a finished message: its text, reasoning and raw tool input in characters. */
export function countAnswerCharacters(message: Pick<ChatMessage, 'parts'>): number {
  let length = 0;
  for (const part of message.parts) {
    if (part.type === 'text' || part.type === 'reasoning') length += part.text.length;
    if (part.type === 'dynamic-tool') length += (part as CallPart).rawInput?.length ?? 0;
  }
  return length;
}
