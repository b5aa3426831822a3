import type { HeldCall } from '../fixtures/servers/mcp-test-server.ts';
import type { UpstreamRequest } from '../fixtures/servers/scripted-upstream.ts';
import type { Deployment } from './deployment.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** One cell of the matrix: a client that has asked one question, which names the cell. */
export abstract class Cell {
  readonly question: string;
  readonly deployment: Deployment;
  /** The tool call that runs until the cell releases it. */
  tool: HeldCall | undefined;

  constructor(question: string, deployment: Deployment) {
    this.question = question;
    this.deployment = deployment;
  }

  /** The upstream requests for this question, oldest first. */
  get requests(): UpstreamRequest[] {
    return this.deployment.requests(this.question);
  }

  /** Waits for the upstream request of this number, counted from 1. */
  request(number: number): Promise<UpstreamRequest> {
    return this.deployment.request(this.question, number);
  }

  /** The latest upstream request. */
  get current(): UpstreamRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error(`no request for ${this.question}`);
    return request;
  }

  /** Lets the affected tab connect, if it is kept from that. */
  async connect(): Promise<void> {}

  /** Waits until the client shows exactly this text. */
  abstract showsText(text: string): Promise<void>;
  abstract showsReasoning(text: string): Promise<void>;
  /** Waits until the client shows a tool call in this state. */
  abstract showsCall(state: 'writing' | 'running'): Promise<void>;

  abstract stop(): Promise<void>;
  /** Stops twice at once. */
  abstract stopTwice(): Promise<void>;
  /** Opens the chat in a second tab and stops the run there. */
  abstract stopInAnotherTab(): Promise<void>;

  /**
   * Waits until the run is over and its end is saved, and checks that the text on screen never shrank.
   * @returns the answer as it was saved
   */
  abstract end(): Promise<StoredAnswer>;
  /** The outcome that the client shows. */
  abstract shownOutcome(): Promise<string>;
  abstract close(): Promise<void>;
}
