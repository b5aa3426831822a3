import 'client-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';

/** What the run did. `waiting`: for the model. `call`: the model writes the input of a tool. `tool`: tools run. */
export type ActivityName = 'waiting' | 'reasoning' | 'text' | 'call' | 'tool' | 'retry';
/** `tool`: the name of the tool. */
export type Activity = { name: ActivityName; from: number; to: number; tool?: string };

/** Derives from its events what a run did when. */
export class ActivityTracker {
  readonly spans: Activity[] = [];
  readonly #tools = new Map<string, string>();
  readonly #running = new Set<string>();

  /** The run is requested. */
  begin(t: number): void {
    this.#turn('waiting', t);
  }

  add(event: RunEvent, t: number): void {
    const last = this.spans.at(-1);
    if (last) last.to = t;
    switch (event.type) {
      case 'reasoning-start':
      case 'reasoning-delta':
        this.#turn('reasoning', t);
        break;
      case 'text-start':
      case 'text-delta':
        this.#turn('text', t);
        break;
      case 'tool-input-start':
        this.#tools.set(event.toolCallId, event.toolName);
        this.#turn('call', t, event.toolName);
        break;
      case 'tool-input-available':
        this.#tools.set(event.toolCallId, event.toolName);
        this.#running.add(event.toolCallId);
        this.#turn('tool', t, event.toolName);
        break;
      case 'tool-output-available':
      case 'tool-output-error':
      case 'tool-output-denied':
      case 'tool-input-error':
        this.#running.delete(event.toolCallId);
        this.#wait(t);
        break;
      case 'data-retry':
        this.#turn('retry', t);
        break;
      case 'reasoning-end':
      case 'text-end':
      case 'start':
      case 'start-step':
      case 'finish-step':
        this.#wait(t);
        break;
    }
  }

  /** For the tools that still run or, without any, for the model. */
  #wait(t: number): void {
    const [call] = this.#running;
    if (call !== undefined) this.#turn('tool', t, this.#tools.get(call));
    else if (this.spans.at(-1)?.name !== 'retry') this.#turn('waiting', t);
  }

  #turn(name: ActivityName, t: number, tool?: string): void {
    const last = this.spans.at(-1);
    if (last) last.to = t;
    if (last?.name === name && last.tool === tool) return;
    this.spans.push({ name, from: t, to: t, ...(tool !== undefined && { tool }) });
  }
}
