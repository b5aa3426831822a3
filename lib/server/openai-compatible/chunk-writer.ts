import 'server-only';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import type { CompletionError } from './completion-error.ts';

/**
 * Writes the pieces of an answer as `chat.completion.chunk` events: one id, time and model on all of them, the role first,
 * the finish reason alone, then the usage where it was asked for, and `[DONE]`. After the OpenAI API reference,
 * "The chat completion chunk object".
 */
export class ChunkWriter {
  readonly #head: string;
  readonly #tail: string;
  readonly #includeUsage: boolean;
  #begun = false;

  /** @param createdAt epoch milliseconds */
  constructor(answer: { id: string; createdAt: number; model: string; includeUsage: boolean }) {
    const created = Math.floor(answer.createdAt / 1000);
    this.#head =
      `data: {"id":${JSON.stringify(`chatcmpl-${answer.id}`)},"object":"chat.completion.chunk",` +
      `"created":${created},"model":${JSON.stringify(answer.model)},"choices":[`;
    this.#includeUsage = answer.includeUsage;
    this.#tail = answer.includeUsage ? ',"usage":null}\n\n' : '}\n\n';
  }

  /** The events of `pieces`; after a `finish` they end with `[DONE]`. */
  write(pieces: CompletionPiece[]): string {
    let text = '';
    if (!this.#begun) {
      this.#begun = true;
      text = this.#chunk({ role: 'assistant', content: '' }, null, {});
    }
    for (const piece of pieces) {
      if (piece.type === 'delta') {
        text += this.#chunk(piece.delta, null, piece);
        continue;
      }
      text += this.#chunk({}, piece.reason, piece);
      // A usage that the model did not tell is not made up.
      if (this.#includeUsage && piece.usage) {
        text += `${this.#head}],"usage":${JSON.stringify(piece.usage)}}\n\n`;
      }
      text += 'data: [DONE]\n\n';
    }
    return text;
  }

  #chunk(
    delta: object,
    finish: string | null,
    { choice, fields }: Pick<CompletionPiece, 'choice' | 'fields'>,
  ): string {
    const more = choice ? `,${JSON.stringify(choice).slice(1, -1)}` : '';
    const rest = fields ? `,${JSON.stringify(fields).slice(1, -1)}` : '';
    const reason = finish === null ? 'null' : `"${finish}"`;
    return `${this.#head}{"index":0,"delta":${JSON.stringify(delta)},"finish_reason":${reason}${more}}]${rest}${this.#tail}`;
  }
}

/** The one bare event that says how an answer was cut; nothing follows it. */
export function encodeErrorEvent(error: CompletionError): string {
  return `data: ${JSON.stringify(error)}\n\n`;
}
