import 'server-only';
import type { CompletionPiece } from '../models/chat-completions/completion-piece.ts';
import type { CompletionError } from './completion-error.ts';

/**
 * Encodes the pieces of an answer as `chat.completion.chunk` events: the role first, the finish reason in a chunk of its
 * own, then the usage if requested, and `[DONE]`. All chunks share one id, time and model. See the OpenAI API reference,
 * "The chat completion chunk object".
 */
export class ChunkWriter {
  readonly #head: string;
  readonly #tail: string;
  readonly #includeUsage: boolean;
  #started = false;

  /** @param createdAt epoch milliseconds */
  constructor(answer: { id: string; createdAt: number; model: string; includeUsage: boolean }) {
    const created = Math.floor(answer.createdAt / 1000);
    this.#head =
      `data: {"id":${JSON.stringify(`chatcmpl-${answer.id}`)},"object":"chat.completion.chunk",` +
      `"created":${created},"model":${JSON.stringify(answer.model)},"choices":[`;
    this.#includeUsage = answer.includeUsage;
    this.#tail = answer.includeUsage ? ',"usage":null}\n\n' : '}\n\n';
  }

  /** Encodes `pieces`; `[DONE]` follows a `finish`. */
  write(pieces: CompletionPiece[]): string {
    let text = '';
    if (!this.#started) {
      this.#started = true;
      text = this.#encodeChunk({ role: 'assistant', content: '' }, null, {});
    }
    for (const piece of pieces) {
      if (piece.type === 'delta') {
        text += this.#encodeChunk(piece.delta, null, piece);
        continue;
      }
      text += this.#encodeChunk({}, piece.reason, piece);
      // Usage that the model did not report is omitted, not estimated.
      if (this.#includeUsage && piece.usage) {
        text += `${this.#head}],"usage":${JSON.stringify(piece.usage)}}\n\n`;
      }
      text += 'data: [DONE]\n\n';
    }
    return text;
  }

  #encodeChunk(
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

/** Encodes the error event that ends an answer which was cut off; nothing follows it. */
export function encodeErrorEvent(error: CompletionError): string {
  return `data: ${JSON.stringify(error)}\n\n`;
}
