import type { EventBatch } from '../run-events.ts';

/** What connects the tabs of a browser. */
export type TabLinks = {
  locks: Pick<LockManager, 'request'>;
  openChannel(name: string): Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'>;
};

/** What the tabs that follow a run post to each other. Only the leader posts `batch` and `lost`. */
export type TabMessage =
  /** New events, a heartbeat, or the answer to `ask`. Tabs that have these events already ignore them. */
  | { type: 'batch'; batch: EventBatch }
  /** The sender lacks the events after number `after`. */
  | { type: 'ask'; after: number }
  /** The sender follows the run too. */
  | { type: 'here' }
  /** The connection has ended before the run did. */
  | { type: 'lost' }
  /** The sender's next request may need the connection. */
  | { type: 'release' };
