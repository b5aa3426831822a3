import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { Versions } from '../history/message-tree.ts';
import type { TakeQuestion } from '../history/saving/message-saver.ts';
import type { StorageProblem } from '../history/storage-problem.ts';
import type { RunStatus } from '../run/run-status.ts';

/** `opening`: being read from the history. `submitted`: a run was requested. `streaming`: the answer is arriving. */
export type ChatStatus = 'opening' | 'ready' | 'submitted' | 'streaming';

export type ChatState = {
  /** The branch that is shown. */
  messages: readonly ChatMessage[];
  /** The versions of each shown message that has more than one. */
  versions: ReadonlyMap<string, Versions>;
  status: ChatStatus;
  /** The status of the run that is followed. */
  run: RunStatus | undefined;
  /** The run writes to a branch that is not shown. */
  runHidden: boolean;
  /** The page looks for the run of an answer that it shows: after a reload, or when its connection was lost. */
  recovering: boolean;
  /** A stop has been requested. */
  stopping: boolean;
  /** This browser has no chat with this id. */
  unknown: boolean;
  /** Why the chat cannot be stored; it is then in memory only. */
  unsaved: StorageProblem | false;
  /** The browser's storage was cleared while the chat was open, and the chat has been saved again. */
  restored: boolean;
};

/** A question as text, or as parts when it has files. */
export type QuestionContent = string | ChatMessage['parts'];

/** `take` is given for a question that waited in the queue. */
export type SendOptions = { take?: TakeQuestion };

export const NEW_CHAT: ChatState = {
  messages: [],
  versions: new Map(),
  status: 'ready',
  run: undefined,
  runHidden: false,
  recovering: false,
  stopping: false,
  unknown: false,
  unsaved: false,
  restored: false,
};
