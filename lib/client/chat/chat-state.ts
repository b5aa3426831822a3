import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { Versions } from '../history/message-tree.ts';
import type { StorageProblem } from '../history/storage-problem.ts';
import type { RunStatus } from '../run/run-status.ts';

/** `opening`: read from history. `submitted`: asked, nothing heard. `streaming`: the answer is coming. */
export type ChatStatus = 'opening' | 'ready' | 'submitted' | 'streaming';

export type ChatState = {
  /** The branch that is shown. */
  messages: readonly ChatMessage[];
  /** The versions of those shown messages that have more than one. */
  versions: ReadonlyMap<string, Versions>;
  status: ChatStatus;
  /** What the run that is followed is at. */
  run: RunStatus | undefined;
  /** The run writes to a branch that is not shown. */
  runHidden: boolean;
  /** A stop is on its way. */
  stopping: boolean;
  /** There is no chat of this id in this browser. */
  unknown: boolean;
  /** Why the browser keeps nothing, when it does not: the chat lives in memory. */
  unsaved: StorageProblem | false;
};

/** What a question says: its words, or parts where it has files too. */
export type QuestionContent = string | ChatMessage['parts'];

export const NEW_CHAT: ChatState = {
  messages: [],
  versions: new Map(),
  status: 'ready',
  run: undefined,
  runHidden: false,
  stopping: false,
  unknown: false,
  unsaved: false,
};
