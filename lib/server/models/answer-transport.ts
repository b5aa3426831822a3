import 'server-only';
import { type Fetch, fetchAnswer } from './fetch-answer.ts';
import type { ResumePoints } from './responses/resume-points.ts';

/** How the request for one answer is sent. */
export interface AnswerTransport {
  /** Sends the request. The body of the response is the answer's. @throws as `fetchAnswer` does */
  fetch: Fetch;
  /** Present when another process can go on with the answer. */
  readonly resumePoints?: ResumePoints | undefined;
  /**
   * Releases what is left of the answer, of which nothing is read any more. Takes some seconds at most, and never rejects.
   * @param reason a `RunGoesOnError` when another process reads the rest
   */
  close(reason?: unknown): Promise<void>;
}

/** Creates the transport of an answer that ends with its connection. */
export function createDirectTransport(send?: Fetch): AnswerTransport {
  return { fetch: (input, init) => fetchAnswer(input, init, send), close: async () => {} };
}
