import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';

/** A request field with a value that is invalid or not supported. */
export class ParameterError extends ChatError {
  /** The path of the field, such as `messages.0.content`. */
  readonly parameter: string;

  constructor(parameter: string, reason: string) {
    super('invalid-request', `\`${parameter}\` ${reason}`);
    this.parameter = parameter;
  }
}
