import { applyCallEvent, type CallEvent, type CallPart, createCall, markStopped } from './call-part.ts';
import { GrowingText } from './growing-text.ts';
import type { ChatMessage, MessagePart, RunEvent, RunMetadata } from './run-event.ts';

export type { CallPart } from './call-part.ts';

type TextPart = Extract<MessagePart, { type: 'text' | 'reasoning' }>;

/** What the parts that a run wrote were written as: the states of one part share it. */
const sources = new WeakMap<TextPart, GrowingText>();

/** The text of a part, to be read on while it is written: the same object in all states of the part, as long as it is. */
export function getGrowingText(part: TextPart): GrowingText | string {
  return sources.get(part) ?? part.text;
}

/** A part that is being written. `text` is ahead of the part until somebody asks for the message. */
type Writing = { index: number; text: GrowingText };

/**
 * Builds an answer from the events of its run. Parts that did not change keep their identity, so that a page renders only
 * the part that did. Follows the AI SDK's UI message stream v1.
 */
export class AnswerBuilder {
  #id: string;
  #metadata: RunMetadata | undefined;
  readonly #base: readonly MessagePart[];
  #parts: MessagePart[];
  #message: ChatMessage | undefined;
  /** What is being written, by the text's or reasoning's type and id. */
  readonly #open = new Map<string, Writing>();
  /** Index of the part of a tool call. */
  readonly #calls = new Map<string, number>();

  /** Characters of text, reasoning and tool input so far: tells whether a replay has caught up. */
  length = 0;

  /** @param base the message as it is known: what a run that continues it goes on from. */
  constructor(base: Pick<ChatMessage, 'id' | 'parts' | 'metadata'>) {
    this.#id = base.id;
    this.#metadata = base.metadata;
    this.#base = base.parts;
    this.#parts = [...base.parts];
    this.length = countAnswerCharacters(base);
  }

  /** The answer so far; the same object until an event changes it. */
  get message(): ChatMessage {
    if (this.#message) return this.#message;
    for (const writing of this.#open.values()) this.#bringUp(writing);
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
      case 'reasoning-start': {
        const type = event.type === 'text-start' ? 'text' : 'reasoning';
        const key = `${type} ${event.id}`;
        this.#end(key); // of an earlier one with this id, should it have been left open
        const known = event.providerMetadata?.runnel?.continues ? this.#continuedText() : undefined;
        if (known === undefined) this.#parts.push({ type, text: '', state: 'streaming' });
        this.#open.set(key, known ?? { index: this.#parts.length - 1, text: new GrowingText() });
        break;
      }
      case 'text-delta':
        this.#write(`text ${event.id}`, event.delta);
        break;
      case 'reasoning-delta':
        this.#write(`reasoning ${event.id}`, event.delta);
        break;
      case 'text-end':
        this.#end(`text ${event.id}`);
        break;
      case 'reasoning-end':
        this.#end(`reasoning ${event.id}`, event.providerMetadata);
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
        this.#applyToCall(this.#callAsking(event.approvalId), event);
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
        this.#describe(event.messageMetadata);
        break;
    }
  }

  /** A run begins: the message holds what it goes on from, and nothing that a later state of it held. */
  #restart(metadata: RunMetadata | undefined): void {
    const { parts, characters } = metadata?.continues ?? { parts: 0, characters: 0 };
    this.#metadata = metadata;
    this.#parts = this.#base.slice(0, parts).map(asLeft);
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

  /** The text that a run goes on with. */
  #continuedText(): Writing | undefined {
    const index = (this.#metadata?.continues?.parts ?? 0) - 1;
    const part = this.#parts[index];
    if (part?.type !== 'text') return undefined;
    this.#parts[index] = { ...part, state: 'streaming' };
    return { index, text: new GrowingText(part.text) };
  }

  #describe(metadata: RunMetadata | undefined): void {
    if (metadata !== undefined) this.#metadata = { ...this.#metadata, ...metadata };
  }

  #write(key: string, delta: string): void {
    const writing = this.#open.get(key);
    if (writing === undefined) return;
    this.length += delta.length;
    writing.text.append(delta);
  }

  #end(key: string, providerMetadata?: TextPart['providerMetadata']): void {
    const writing = this.#open.get(key);
    if (writing === undefined) return;
    this.#open.delete(key);
    this.#bringUp(writing, { state: 'done', ...(providerMetadata ? { providerMetadata } : {}) });
  }

  /** Makes a part what was written of it. */
  #bringUp({ index, text }: Writing, end?: Pick<TextPart, 'state' | 'providerMetadata'>): void {
    const part = this.#parts[index];
    if (part?.type !== 'text' && part?.type !== 'reasoning') return;
    const added = text.slice(part.text.length);
    if (added === '' && end === undefined) return;
    const written: TextPart = { ...part, ...end, text: part.text + added };
    sources.set(written, text);
    this.#parts[index] = written;
  }

  #applyToCall(toolCallId: string | undefined, event: CallEvent): void {
    if (toolCallId === undefined) return;
    // Some servers count their calls from the start in each step: a call that begins is a new one.
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

  /** The call that this approval is about. */
  #callAsking(approvalId: string): string | undefined {
    const part = this.#parts.find((part) => part.type === 'dynamic-tool' && part.approval?.id === approvalId);
    return part?.type === 'dynamic-tool' ? part.toolCallId : undefined;
  }
}

/** A part as an earlier run left it: nothing writes to it any more. */
function asLeft(part: MessagePart): MessagePart {
  if (part.type === 'dynamic-tool') return markStopped(part);
  const open = (part.type === 'text' || part.type === 'reasoning') && part.state === 'streaming';
  return open ? { ...part, state: 'done' } : part;
}

/** The words of a message: its text parts, one after the other. */
export function getMessageText(message: Pick<ChatMessage, 'parts'>): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** What `AnswerBuilder.length` was when it had built `message`. */
export function countAnswerCharacters(message: Pick<ChatMessage, 'parts'>): number {
  let length = 0;
  for (const part of message.parts) {
    if (part.type === 'text' || part.type === 'reasoning') length += part.text.length;
    if (part.type === 'dynamic-tool') length += (part as CallPart).rawInput?.length ?? 0;
  }
  return length;
}
