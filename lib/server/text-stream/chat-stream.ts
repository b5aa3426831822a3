import 'server-only';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { newRunId, type RunId } from '#lib/protocol/ids.ts';
import type { RequestMessage } from '#lib/protocol/message-schema.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import type { TimeoutLimits } from '../generation/timeouts.ts';
import { ChatSource } from '../run/chat-source.ts';
import { type PreparedRun, prepareRun, type StartedRun } from '../run/prepared-run.ts';
import { executeRun, toFailedEnd } from '../run/run-execution.ts';
import { RunProgress } from '../run-log/run-progress.ts';
import type { ServerTool } from '../tools/server-tool.ts';
import type { ChatAnswer } from './chat-answer.ts';
import { EventQueueSink } from './event-queue-sink.ts';

export type StreamChatOptions = (
  | { prompt: string; messages?: never }
  | { messages: RequestMessage[]; prompt?: never }
) & {
  /** An id from `listModels`; the default model when absent. */
  model?: string | undefined;
  /** Instructions, temperature and other settings. */
  settings?: Omit<RunSettings, 'tools'>;
  /** The tools offered to the model; by default every tool of this server that needs no consent. */
  tools?: ServerTool[];
  /** Stops the answer, which then has the outcome `stopped`; that is not an error. */
  signal?: AbortSignal;
  /** Milliseconds, 0 is off; overrides single timeouts of the environment. */
  timeouts?: Partial<TimeoutLimits>;
  /** Called with each piece of text as it is read. */
  onChunk?: (text: string) => void;
  /** Called with the answer once it has ended, unless it ended in an error. */
  onComplete?: (answer: ChatAnswer) => void;
};

/** A streamed answer: its events, which can be read once, and the answer so far. */
export type ChatStream = AsyncIterable<RunEvent> & {
  readonly runId: RunId;
  readonly answer: ChatAnswer;
  /** Resolves once a started answer has ended in any way, whether or not its events are still read. */
  readonly ended: Promise<{ answer: ChatAnswer; error?: ChatError }>;
};

/**
 * Asks a model and returns the events of its answer; the last is `finish`, `abort` or `error`. The model is asked when the
 * first event is read. Leaving the iteration early closes the upstream connection at once.
 * @throws AnswerError from the iteration, after the `error` event. It has the error's code and the answer so far.
 */
export function streamChat(options: StreamChatOptions): ChatStream {
  const { prompt, messages, settings, tools, model, timeouts, signal, onChunk, onComplete } = options;
  const runId = newRunId();
  const chat = {
    messages: messages ?? [
      { id: 'prompt', role: 'user' as const, parts: [{ type: 'text' as const, text: prompt ?? '' }] },
    ],
    settings,
    tools,
  };
  const prepare = () =>
    prepareRun({
      runId,
      model,
      timeouts,
      signal,
      createSource: (start) => new ChatSource(chat, start),
    });
  return createStream({ runId, model: model ?? '', startedAt: Date.now() }, prepare, { onChunk, onComplete });
}

/** As `streamChat`, for a run that has been prepared. */
export function streamRun(run: PreparedRun<RunEvent>): ChatStream {
  return createStream(run.info, async () => run);
}

type Callbacks = {
  onChunk?: StreamChatOptions['onChunk'] | undefined;
  onComplete?: StreamChatOptions['onComplete'] | undefined;
};

/** @param info describes a run that cannot be prepared. */
function createStream(
  info: StartedRun,
  prepare: () => Promise<PreparedRun<RunEvent>>,
  { onChunk, onComplete }: Callbacks = {},
): ChatStream {
  const sink = new EventQueueSink();
  let started = false;
  let done = false;

  const next = async (): Promise<IteratorResult<RunEvent, undefined>> => {
    if (!started) {
      started = true;
      prepare()
        .then((run) => executeRun(run, sink))
        .catch((cause: unknown) => sink.close(toFailedEnd(cause), new RunProgress(), info));
    }
    const event = done ? undefined : await sink.next();
    if (event !== undefined) {
      if (event.type === 'text-delta') onChunk?.(event.delta);
      return { done: false, value: event };
    }
    if (!done) {
      done = true;
      sink.throwError();
      if (!sink.signal.aborted) onComplete?.(sink.answer);
    }
    return { done: true, value: undefined };
  };

  return {
    runId: info.runId,
    get answer() {
      return sink.answer;
    },
    ended: sink.ended,
    [Symbol.asyncIterator]: () => ({
      next,
      // Not an async generator: that would first wait for the event its reader no longer wants.
      async return() {
        sink.leave();
        return { done: true, value: undefined };
      },
    }),
  };
}
