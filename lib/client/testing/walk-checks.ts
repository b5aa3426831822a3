import 'client-only';
import { expect } from 'vitest';
import type { ChatState } from '../chat/chat-state.ts';
import type { AnswerState } from '../history/saving/answer-merge.ts';
import type { RunStart } from '../run/run-connection.ts';
import { textOfState } from './model-storage.ts';
import type { ModelServer } from './model-world.ts';

/** No save replaces more words by fewer, or a terminal answer by one that is not; and no word is doubled. */
export function checkWrite({ runs }: ModelServer, before: AnswerState | undefined, after: AnswerState): void {
  const text = textOfState(after);
  const { metadata, role } = after.message;
  if (role === 'user') return;
  const run = runs.findLast(({ runId }) => runId === metadata?.runId);
  const isOwn = run ? run.text.startsWith(text) || text.startsWith(run.text) : true;
  expect(isOwn, `“${text}” is a part of “${run?.text}”`).toBe(true);
  if (before === undefined) return;
  const old = before.message.metadata;
  expect(text.startsWith(textOfState(before)), `“${text}” keeps “${textOfState(before)}”`).toBe(true);
  if (old?.outcome !== undefined && metadata?.outcome === undefined) {
    expect(metadata?.continuedFrom, 'only a named continuation reopens an answer').toBe(old.runId);
  }
}

/** Every status that is shown belongs to the run that is current in the tab. */
export function checkTab(
  { runs }: ModelServer,
  { status, run, stopping, recovering, messages }: ChatState,
): void {
  if (status === 'ready')
    expect({ run, stopping, recovering }).toEqual({ run: undefined, stopping: false, recovering: false });
  for (const message of messages) {
    const shown = textOfState({ message });
    const written = runs.findLast(({ runId }) => runId === message.metadata?.runId);
    if (written) expect(written.text.startsWith(shown), `“${shown}” of “${written.text}”`).toBe(true);
  }
}

/** Watches the requests that nobody has asked for. */
export class ContinuationCheck {
  readonly #getStops: () => string[];
  /** The runs that were continued, and the run that does so. */
  readonly #continued = new Map<string, string>();
  /** Whether none continued what its reader had stopped, nor the same run twice, nor an answer for the third time. */
  areAllowed = true;

  constructor(getStops: () => string[]) {
    this.#getStops = getStops;
  }

  add({ method, body }: RequestInit = {}): void {
    if (method !== 'POST') return;
    const { runId, messages, autoContinued } = JSON.parse(String(body)) as RunStart;
    const cutRun = messages.at(-1)?.metadata?.runId ?? '';
    const isRepeated = this.#continued.get(cutRun) === runId || cutRun === runId;
    if (!autoContinued || isRepeated) return;
    const isFirst = !this.#continued.has(cutRun);
    this.areAllowed &&= isFirst && autoContinued.count <= 2 && !this.#getStops().includes(cutRun);
    this.#continued.set(cutRun, runId);
  }
}
