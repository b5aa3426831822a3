import 'client-only';
import type { ErrorCode } from '#lib/protocol/chat-error.ts';
import type { ChatMessage, RetryNotice, RunEvent } from '#lib/protocol/run-event.ts';
import { parseCallMetadata } from '#lib/tools/call-metadata.ts';

/** What a run is at. `connecting`: no server has it yet. `waiting`: for the model's first or next word. */
export type RunPhase =
  | { name: 'connecting' | 'waiting' | 'thinking' | 'writing' }
  /** The model writes what it calls these tools with, or they run. */
  | { name: 'calling' | 'running'; tools: string[] }
  /** The model failed and is asked again at `until`, or just then. */
  | { name: 'retrying'; retry: number; of: number; until: number; reason: ErrorCode };

/** A run as it is followed here. Times in epoch milliseconds. */
export type RunStatus = {
  phase: RunPhase;
  /** When the phase began. */
  since: number;
  /** When the model was last heard of. */
  lastActivityAt: number;
  /** Set while the connection is down. */
  connectionLostAt?: number;
};

/** The status where tools of the browser run, between two runs of an answer. */
export function buildBrowserToolStatus(tools: string[], now = Date.now()): RunStatus {
  return { phase: { name: 'running', tools }, since: now, lastActivityAt: now };
}

/** Keeps up the status of one run from what is heard of it. */
export class RunStatusTracker {
  #status: RunStatus;

  constructor(now = Date.now()) {
    this.#status = { phase: { name: 'connecting' }, since: now, lastActivityAt: now };
  }

  /** The same object until something changes. */
  get status(): RunStatus {
    return this.#status;
  }

  /** The server has the run. Its first word is waited for since it was asked. */
  accepted(): void {
    this.#status = { ...this.#status, phase: { name: 'waiting' } };
  }

  /** @returns whether that is news. */
  connection(connection: 'open' | 'reconnecting', now = Date.now()): boolean {
    const { connectionLostAt, ...status } = this.#status;
    if ((connectionLostAt !== undefined) === (connection === 'reconnecting')) return false;
    this.#status =
      connection === 'open' ? { ...status, lastActivityAt: now } : { ...status, connectionLostAt: now };
    return true;
  }

  /** These events came, and made `message` what it is. */
  heard(events: readonly RunEvent[], message: ChatMessage, now = Date.now()): void {
    const notice = retryIn(events);
    const phase = notice ? retrying(notice, now) : phaseOf(message);
    const silent = phase.name === 'waiting' && this.#status.phase.name === 'retrying';
    if (silent && !events.some(isFromModel)) return; // the retry is still what is going on
    const same = JSON.stringify(phase) === JSON.stringify(this.#status.phase);
    this.#status = same
      ? { ...this.#status, lastActivityAt: now }
      : {
          ...this.#status,
          phase,
          since: phase.name === 'waiting' && !spoke(message) ? this.#status.since : now,
          lastActivityAt: now,
        };
  }
}

/** The last thing that is told, when it is that the model is asked again. */
function retryIn(events: readonly RunEvent[]): RetryNotice | undefined {
  const last = events.findLast((event) => event.type === 'data-retry' || isFromModel(event));
  return last?.type === 'data-retry' ? last.data : undefined;
}

function retrying({ retry, of, delayMs, error }: RetryNotice, now: number): RunPhase {
  return { name: 'retrying', retry, of, until: now + delayMs, reason: error.code };
}

function isFromModel({ type }: RunEvent): boolean {
  return type.startsWith('text-') || type.startsWith('reasoning-') || type.startsWith('tool-');
}

function spoke(message: ChatMessage): boolean {
  return partsOfRun(message).some(({ type }) => type !== 'step-start');
}

function partsOfRun({ parts, metadata }: ChatMessage): ChatMessage['parts'] {
  return parts.slice(Math.max(0, (metadata?.continues?.parts ?? 0) - 1));
}

function phaseOf(message: ChatMessage): RunPhase {
  const parts = partsOfRun(message);
  const calls = parts.filter((part) => part.type === 'dynamic-tool');
  // What a reader has allowed stands before the parts of the run that goes on with it.
  const running = message.parts
    .filter((part) => part.type === 'dynamic-tool')
    .filter(
      ({ state, toolMetadata }) => state === 'input-available' && !parseCallMetadata(toolMetadata).stopped,
    );
  if (running.length > 0) return { name: 'running', tools: running.map(({ toolName }) => toolName) };
  const last = parts.at(-1);
  if (last?.type === 'text' && last.state === 'streaming') return { name: 'writing' };
  if (last?.type === 'reasoning' && last.state === 'streaming') return { name: 'thinking' };
  if (last?.type === 'dynamic-tool' && last.state === 'input-streaming') {
    const written = calls.filter(({ state }) => state === 'input-streaming');
    return { name: 'calling', tools: written.map(({ toolName }) => toolName) };
  }
  return { name: 'waiting' };
}
