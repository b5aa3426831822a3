import 'server-only';
import { fetchAnswer } from './fetch-answer.ts';

/** How the request for one answer is sent. */
export interface AnswerTransport {
  /** Sends the request. The body of the response is the answer's. @throws as `fetchAnswer` does */
  fetch: typeof globalThis.fetch;
  /** Releases what is left of the answer, of which nothing is read any more. Takes some seconds at most, and never rejects. */
  close(): Promise<void>;
}

/** An answer that ends with its connection. */
export const directTransport: AnswerTransport = { fetch: fetchAnswer, close: async () => {} };
