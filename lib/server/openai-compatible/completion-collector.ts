import 'server-only';
import type {
  CompletionDelta,
  CompletionFinish,
  CompletionPiece,
  CompletionToolCall,
  CompletionUsage,
  Fields,
} from '../models/chat-completions/completion-piece.ts';

/** Collects the pieces of an answer into one `chat.completion` object, for requests without `stream`. */
export class CompletionCollector {
  #text: string | null = null;
  #otherFields: Fields = {};
  readonly #calls: CompletionToolCall[] = [];
  #choice: Fields = {};
  #fields: Fields = {};
  #finish: { reason: CompletionFinish; usage?: CompletionUsage | undefined } | undefined;

  add(pieces: CompletionPiece[]): void {
    for (const piece of pieces) {
      this.#choice = merge(this.#choice, piece.choice ?? {});
      Object.assign(this.#fields, piece.fields);
      if (piece.type === 'finish') this.#finish = piece;
      else this.#addDelta(piece.delta);
    }
  }

  /** @param createdAt epoch milliseconds */
  toJSON(answer: { id: string; createdAt: number; model: string }): Fields {
    const message = {
      role: 'assistant',
      content: this.#text,
      refusal: null,
      ...this.#otherFields,
      ...(this.#calls.length > 0 ? { tool_calls: this.#calls.map(({ index, ...call }) => call) } : {}),
    };
    return {
      id: `chatcmpl-${answer.id}`,
      object: 'chat.completion',
      created: Math.floor(answer.createdAt / 1000),
      model: answer.model,
      choices: [
        { index: 0, message, logprobs: null, finish_reason: this.#finish?.reason ?? null, ...this.#choice },
      ],
      ...(this.#finish?.usage ? { usage: this.#finish.usage } : {}),
      ...this.#fields,
    };
  }

  #addDelta({ content, tool_calls, ...rest }: CompletionDelta): void {
    if (content !== undefined) this.#text = (this.#text ?? '') + content;
    this.#otherFields = merge(this.#otherFields, rest);
    for (const { function: called, ...call } of tool_calls ?? []) {
      const known = this.#calls.find(({ index }) => index === call.index);
      if (known?.function) {
        known.function.arguments += called?.arguments ?? '';
        Object.assign(known, call);
      } else this.#calls.push({ ...call, ...(called ? { function: { ...called } } : {}) });
    }
  }
}

/** Strings and arrays are concatenated; of any other value the last one wins. */
function merge(before: Fields, after: Fields): Fields {
  const merged = { ...before };
  for (const [name, value] of Object.entries(after)) {
    const old = merged[name];
    if (typeof old === 'string' && typeof value === 'string') merged[name] = old + value;
    else if (Array.isArray(old) && Array.isArray(value)) merged[name] = [...old, ...value];
    else if (isFields(old) && isFields(value)) merged[name] = merge(old, value);
    else merged[name] = value;
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
