import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import type { Versions } from '../history/message-tree.ts';
import type { TakeQuestion } from '../history/saving/message-saver.ts';
import type { StorageProblem } from '../history/storage-problem.ts';
import type { RunStatus } from '../run/run-status.ts';
import type { RunTimeline } from './compare/run-timeline.ts';

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
  /** Several answers to the last question are compared. Until the reader keeps one of them, nothing else can be asked here. */
  comparing: boolean;
  /** What is compared; undefined until its code is loaded. */
  comparison: ShownComparison | undefined;
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

export type SendOptions = {
  /** Given for a question that waited in the queue. */
  take?: TakeQuestion;
  /** The models that answer side by side, instead of one model. */
  compared?: readonly string[];
};

/** One of the answers that are compared. Its state has the same fields as a chat, whose last message it is. */
export type ComparedAnswer = {
  /** The id of the answer, which changes when it is regenerated. */
  readonly answerId: string;
  /** The id of the model that answers. */
  readonly model: string;
  /** When its output has arrived. */
  readonly timeline: RunTimeline;
  getState(): ChatState;
  subscribe(listener: () => void): () => void;
  stop(): void;
  retry(): void;
  continue(): void;
  answerCall(toolCallId: string, consent: ConsentAnswer): void;
};

/** Answers to one question, side by side. */
export type ShownComparison = {
  readonly questionId: string;
  getAnswers(): readonly ComparedAnswer[];
  subscribe(listener: () => void): () => void;
  /** Shows the compared answers again, after a switch to another version. */
  show(): void;
  /** Stops all answers. */
  stop(): void;
  /** Ends the comparison with one of its answers. The others are stopped, and stay as versions. */
  keep(answerId: string): void;
};

export const NEW_CHAT: ChatState = {
  messages: [],
  versions: new Map(),
  status: 'ready',
  run: undefined,
  runHidden: false,
  comparing: false,
  comparison: undefined,
  recovering: false,
  stopping: false,
  unknown: false,
  unsaved: false,
  restored: false,
};
