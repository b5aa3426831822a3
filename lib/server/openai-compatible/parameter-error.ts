import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

/** A field of a request that asks for what cannot be done. */
export class ParameterError extends ChatError {
  /** Its name, as in `messages.0.content`. */
  readonly parameter: string;

  constructor(parameter: string, why: string) {
    super('invalid-request', `\`${parameter}\` ${why}`);
    this.parameter = parameter;
  }
}
