import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { type EarlyConnection, setFollowedRun } from '../run/early-connection.ts';
import type { FollowedRun } from '../run/followed-run.ts';
import { onOnlineOrVisible } from '../run/reconnect-backoff.ts';

/** How often a run that was given up is looked for. A proxy that buffers delivers an answer only when it is complete. */
const RECOVER_MS = 30_000;

/** `missedChange`: another tab changed the chat in this state, so the chat is read again after it. */
export type Activity =
  | { name: 'opening'; earlyConnection?: EarlyConnection | undefined }
  | { name: 'idle' }
  | { name: 'following'; run: FollowedRun; missedChange: boolean }
  | { name: 'working'; missedChange: boolean }
  | { name: 'connection-lost'; run: FollowedRun; stopListening: () => void }
  | { name: 'closed' };

/**
 * The state of one chat session with regard to runs, and how it recovers a run whose connection was lost.
 *
 * | state             | meaning                                               | transitions                                      |
 * | ----------------- | ----------------------------------------------------- | ------------------------------------------------ |
 * | `opening`         | The stored chat has not been read yet.                | `finishOpening` → idle, `follow` → following     |
 * | `idle`            | Nothing is in progress.                               | `follow` → following, `startWork` → working |
 * | `following`       | This tab reads the events of a run.                   | `endRun` → idle, `loseRun` → connection-lost     |
 * | `working`         | Browser tools run between two runs of an answer, or a comparison starts. | `endWork` → idle, `follow` → following          |
 * | `connection-lost` | The run was given up after a minute without a connection; the server may still write it. | `takeLostRun` → idle, `follow` → following, `startWork` → working |
 * | `closed`          | The tab has left the chat. Final.                     |                                                  |
 *
 * `close` leads from every state to closed. A change by another tab is handled at once in opening, idle and connection-lost.
 * In following and working, `deferChange` holds it back until one of those states is reached.
 */
export class SessionActivity {
  readonly #chatId: ChatId;
  readonly #onMissedChange: () => void;
  #activity: Activity;

  /** @param onMissedChange called when a deferred change can be handled */
  constructor(chatId: ChatId, initial: Activity, onMissedChange: () => void) {
    this.#chatId = chatId;
    this.#activity = initial;
    this.#onMissedChange = onMissedChange;
  }

  get name(): Activity['name'] {
    return this.#activity.name;
  }

  /** The run that is being followed. */
  get run(): FollowedRun | undefined {
    return this.#activity.name === 'following' ? this.#activity.run : undefined;
  }

  /** The run whose connection was lost. */
  get lostRun(): FollowedRun | undefined {
    return this.#activity.name === 'connection-lost' ? this.#activity.run : undefined;
  }

  /** The chat has been read. @returns the connection that was opened meanwhile: the caller reads or discards it. */
  finishOpening(): EarlyConnection | undefined {
    if (this.#activity.name !== 'opening') return undefined;
    const { earlyConnection } = this.#activity;
    this.#activity = { name: 'idle' };
    return earlyConnection;
  }

  /** Follows `run` from now on; once the chat is closed, leaves it at once. */
  follow(run: FollowedRun): void {
    if (this.#activity.name === 'closed') {
      run.leave();
      return;
    }
    const missedChange = this.#leave();
    this.#activity = { name: 'following', run, missedChange };
  }

  /** The server has accepted the run: the page after a reload connects to it at once. */
  recordRun(run: FollowedRun): void {
    if (this.run === run) setFollowedRun(this.#chatId, run.runId);
  }

  /** The run that is followed has ended. */
  endRun(): void {
    if (this.#activity.name === 'following') this.#settle({ name: 'idle' });
  }

  /**
   * The connection to the run that is followed is given up.
   * @param onChance called when a connection is likely again, and every half minute
   */
  loseRun(onChance: () => void): void {
    if (this.#activity.name !== 'following') return;
    const { run } = this.#activity;
    const timer = setInterval(onChance, RECOVER_MS);
    const stopWaiting = onOnlineOrVisible(onChance);
    const stopListening = () => {
      clearInterval(timer);
      stopWaiting();
    };
    this.#settle({ name: 'connection-lost', run, stopListening });
  }

  /** Stops waiting for a connection. @returns the lost run, for the caller to attach to */
  takeLostRun(): FollowedRun | undefined {
    const run = this.lostRun;
    if (run) this.#settle({ name: 'idle' });
    return run;
  }

  startWork(): void {
    if (this.#activity.name === 'closed') return;
    const missedChange = this.#leave();
    this.#activity = { name: 'working', missedChange };
  }

  endWork(): void {
    if (this.#activity.name === 'working') this.#settle({ name: 'idle' });
  }

  /** Another tab has changed the chat. @returns true when the change cannot be handled now */
  deferChange(): boolean {
    if (!('missedChange' in this.#activity)) return this.#activity.name === 'closed';
    this.#activity.missedChange = true;
    return true;
  }

  close(): void {
    this.#leave();
    this.#activity = { name: 'closed' };
  }

  #settle(next: Activity): void {
    const missedChange = this.#leave();
    this.#activity = next;
    if (missedChange) this.#onMissedChange();
  }

  /** Releases what the current state holds. @returns whether it missed a change */
  #leave(): boolean {
    const activity = this.#activity;
    switch (activity.name) {
      case 'opening':
        activity.earlyConnection?.discard();
        return false;
      case 'following':
        activity.run.leave();
        setFollowedRun(this.#chatId, undefined);
        return activity.missedChange;
      case 'working':
        return activity.missedChange;
      case 'connection-lost':
        activity.stopListening();
        return false;
      case 'idle':
      case 'closed':
        return false;
      default:
        activity satisfies never;
        return false;
    }
  }
}
