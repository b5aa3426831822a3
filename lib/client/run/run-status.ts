import 'client-only';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatMessage, RetryNotice, RunEvent } from '#lib/protocol/run-event.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';
import { isToolName } from '#lib/tools/tool-name.ts';

/** `connecting`: the server has not accepted the run yet. `waiting`: for the model's first or next output. */
export type RunPhase =
  | { name: 'connecting' | 'waiting' | 'thinking' | 'writing' }
  /** The model is writing the input of these tools, or they are running. Named by their servers' titles; built-in tools by name. */
  | { name: 'calling' | 'running'; tools: string[] }
  /** The model failed. It is requested again at `until`. */
  | { name: 'retrying'; retry: number; of: number; until: number; error: RetryNotice['error'] };

/** The state of a run that this tab follows. Times are those of `performance.now()`, which no change of the clock moves. */
export type RunStatus = {
  phase: RunPhase;
  /** The id of the run, once the server has it. */
  runId?: string;
  /** Set when nobody has asked for the run: the error after which it continues the answer. */
  after?: ErrorCode;
  /** When the phase began. */
  since: number;
  /** When the last event, `heartbeat`, or anything after a reconnection arrived. */
  lastActivityAt: number;
  /** What the server has said since the last event of the silence of the model: the comment of a heartbeat. */
  heartbeat?: string;
  /** Set while there is no connection. */
  connectionLostAt?: number;
};

/** The status while browser tools run between two runs of an answer. */
export function buildBrowserToolStatus(tools: string[], now = performance.now()): RunStatus {
  return { phase: { name: 'running', tools }, since: now, lastActivityAt: now };
}

/** Derives the status of one run from its events and its connections. */
export class RunStatusTracker {
  /** How often the connection was lost. */
  losses = 0;
  #status: RunStatus;

  constructor(now = performance.now(), after?: ErrorCode) {
    this.#status = {
      phase: { name: 'connecting' },
      since: now,
      lastActivityAt: now,
      ...(after && { after }),
    };
  }

  /** The same object until the status changes. */
  get status(): RunStatus {
    return this.#status;
  }

  /** The server has the run. `since` stays: the wait for the first output began with the request. */
  markAccepted(runId: string): void {
    this.#status = { ...this.#status, runId, phase: { name: 'waiting' } };
  }

  /** @returns whether that changes the status. */
  setConnection(state: 'open' | 'reconnecting', comment = '', now = performance.now()): boolean {
    const { connectionLostAt, ...status } = this.#status;
    const isOpen = state === 'open';
    const heartbeat = /silent/.test(comment) && { heartbeat: comment }; // proxies send comments too
    if (isOpen === (connectionLostAt === undefined) && !heartbeat) return false;
    if (!isOpen) this.losses++;
    this.#status = isOpen
      ? { ...status, lastActivityAt: now, ...heartbeat }
      : { ...status, connectionLostAt: now };
    return true;
  }

  /** Takes events into account. @param message the answer with these events applied */
  applyEvents(events: readonly RunEvent[], message: ChatMessage, now = performance.now()): void {
    const notice = findRetryNotice(events);
    const phase = notice ? retryPhase(notice, now) : derivePhase(message);
    const isStillRetrying = phase.name === 'waiting' && this.#status.phase.name === 'retrying';
    if (isStillRetrying && !events.some(isModelOutput)) return;
    const { heartbeat, ...status } = this.#status;
    const goesOn =
      JSON.stringify(phase) === JSON.stringify(status.phase) ||
      (phase.name === 'waiting' && !hasOutput(message));
    this.#status = { ...status, phase, since: goesOn ? status.since : now, lastActivityAt: now };
  }
}

/** The retry notice among these events, unless output of the model follows it. */
function findRetryNotice(events: readonly RunEvent[]): RetryNotice | undefined {
  const last = events.findLast((event) => event.type === 'data-retry' || isModelOutput(event));
  return last?.type === 'data-retry' ? last.data : undefined;
}

function retryPhase({ retry, of, delayMs, error }: RetryNotice, now: number): RunPhase {
  return { name: 'retrying', retry, of, until: now + delayMs, error };
}

function isModelOutput({ type }: RunEvent): boolean {
  return type.startsWith('text-') || type.startsWith('reasoning-') || type.startsWith('tool-');
}

function hasOutput(message: ChatMessage): boolean {
  return partsOfRun(message).some(({ type }) => type !== 'step-start');
}

function partsOfRun({ parts, metadata }: ChatMessage): ChatMessage['parts'] {
  return parts.slice(Math.max(0, (metadata?.continues?.parts ?? 0) - 1));
}

function derivePhase(message: ChatMessage): RunPhase {
  const parts = partsOfRun(message);
  const calls = parts.filter((part) => part.type === 'dynamic-tool');
  // A call that the reader has approved is before the parts of the run that continues with it.
  const running = message.parts
    .filter((part) => part.type === 'dynamic-tool')
    .filter(
      ({ state, toolMetadata }) => state === 'input-available' && !parseCallMetadata(toolMetadata).stopped,
    );
  if (running.length > 0) return { name: 'running', tools: running.map(nameOf) };
  const last = parts.at(-1);
  if (last?.type === 'text' && last.state === 'streaming') return { name: 'writing' };
  if (last?.type === 'reasoning' && last.state === 'streaming') return { name: 'thinking' };
  if (last?.type === 'dynamic-tool' && last.state === 'input-streaming') {
    const written = calls.filter(({ state }) => state === 'input-streaming');
    return { name: 'calling', tools: written.map(nameOf) };
  }
  return { name: 'waiting' };
}

function nameOf({ toolName, title }: CallPart): string {
  return isToolName(toolName) ? toolName : (title ?? toolName);
}
