import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { type ChatId, newRunId, type RunId } from '#lib/protocol/ids.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { StartRun } from '#lib/protocol/start-run.ts';
import { type GenerateRequest, generate, type Resume } from '../generation/generate.ts';
import { toPrompt } from '../generation/prompt.ts';
import type { Caller } from '../http/caller.ts';
import { findModel } from '../models/catalogue.ts';
import { environment } from '../platform/environment.ts';
import type { RunLog } from '../run-log/run-log.ts';
import { runLogStore } from '../run-log/run-log-store.ts';
import { createRunLostEnd } from '../run-log/run-lost.ts';
import {
  createRunMetadata,
  createTerminalEvents,
  type RunEnd,
  type RunProgress,
} from '../run-log/run-progress.ts';
import { runAnsweredCalls } from '../tools/answered-calls.ts';
import { offerTools, type ToolOffer } from '../tools/offer/tool-offer.ts';
import { type Continuation, continuationOf, joinAtSeam, requestForRest } from './continuation.ts';
import { recordRun } from './run-record.ts';

/** What the producers of this instance have come to; a stop tells it with the run's end. */
const progressOf = new WeakMap<RunLog, RunProgress>();

/** Lets a promise outlive the response: Next's `after`. */
export type KeepAlive = (work: Promise<void>) => void;

/**
 * Starts a run in `chatId`, or attaches to it when a run of this id was started before.
 * The run goes on whoever reads; only its end, a stop or a clock ends it.
 * @throws ChatError `invalid-request` | `model-unavailable` | `run-active` | `not-found` | `rate-limited` | `log-unavailable`
 */
export async function startRun(
  caller: Caller,
  chatId: ChatId,
  body: StartRun,
  keepAlive: KeepAlive,
): Promise<RunLog> {
  const model = await findModel(body.model ?? undefined);
  const continuation = continuationOf(body);
  const prompt = toPrompt(body.messages, body.settings?.instructions);
  if (continuation) prompt.push(...requestForRest(continuation));
  const { log, created } = await runLogStore().open({
    runId: body.runId ?? newRunId(),
    chatId,
    owner: caller.id,
    model: model.info.id,
    startedAt: Date.now(),
  });
  if (!created) return log;

  keepAlive(
    produce(log, continuation, {
      model,
      prompt,
      ...(continuation ? { resume: resumeAfterCalls(body, continuation) } : {}),
      scope: { caller: caller.id, chatId, messageId: continuation?.messageId ?? log.info.runId },
      settings: body.settings ?? {},
      clocks: environment().timeouts,
      maxRetries: environment().maxRetries,
      startedAt: log.info.startedAt,
    }),
  );
  return log;
}

/** Before an answer is gone on with, the calls that its reader has answered are run. */
function resumeAfterCalls({ messages, settings }: StartRun, continuation: Continuation): Resume {
  return {
    steps: continuation.steps,
    async run(context) {
      const { outputs, waits } = await runAnsweredCalls(messages.at(-1)?.parts ?? [], context);
      if (waits) return undefined;
      return [...toPrompt(messages, settings?.instructions, outputs), ...requestForRest(continuation)];
    },
  };
}

/**
 * The chat's run, while it is live or ended less than ten minutes ago.
 * @throws ChatError `not-found` when the chat is someone else's.
 */
export function findRun(caller: Caller, chatId: ChatId): Promise<RunLog | undefined> {
  return runLogStore().find(caller.id, chatId);
}

/**
 * Ends the chat's live run: closes its log, which closes the upstream's connection.
 * @throws ChatError `not-found` when the chat is someone else's.
 */
export async function stopRun(
  caller: Caller,
  chatId: ChatId,
): Promise<{ stopped: false } | { stopped: true; runId: RunId }> {
  const log = await runLogStore().find(caller.id, chatId);
  if (log === undefined || !(await closeLog(log, { outcome: 'stopped' }))) return { stopped: false };
  return { stopped: true, runId: log.info.runId };
}

/** Generates the answer into the log, ends the log, and writes the run's record. Never rejects. */
async function produce(
  log: RunLog,
  continuation: Continuation | undefined,
  asked: Omit<GenerateRequest, 'signal' | 'tools'>,
): Promise<void> {
  const progress: RunProgress = { retries: 0 };
  progressOf.set(log, progress);
  const controller = new AbortController();
  let stopListening = () => {};
  const pieces: string[] = [];
  const keepText = environment().logContent;
  let full = false;

  const emit = (event: RunEvent) => {
    if (keepText && event.type === 'text-delta') pieces.push(event.delta);
    const appended = log.append(event);
    if (appended === 'appended') return;
    full ||= appended === 'full';
    controller.abort();
  };

  let end: RunEnd;
  let offer: ToolOffer | undefined;
  try {
    stopListening = log.onClose(() => controller.abort());
    const { runId, model, startedAt } = log.info;
    const begun = { runId, model, startedAt };
    const generateWith = async (emit: (event: RunEvent) => void) => {
      if (asked.model.info.can.tools) offer = await offerTools(asked.settings.tools);
      const request = { ...asked, tools: offer?.tools ?? [], signal: controller.signal };
      return generate(request, progress, emit);
    };
    if (continuation === undefined) {
      // A fresh answer takes the run's id, so that every tab knows the message before it has begun.
      emit({ type: 'start', messageId: runId, messageMetadata: begun });
      end = await generateWith(emit);
    } else {
      const { messageId, continues } = continuation;
      emit({ type: 'start', messageId, messageMetadata: { ...begun, continues } });
      const seam = joinAtSeam(continuation, emit);
      end = await generateWith(seam.emit);
      seam.end();
    }
    if (full) end = { outcome: 'length', finishReason: 'length' };
  } catch (cause) {
    // A fault of ours must still end the log: a reader waits for the terminal event.
    end = {
      outcome: 'failed',
      error: new ChatError('internal-error', 'Something went wrong on the server.', { cause }),
    };
  }
  stopListening();
  // Whoever closed the log decided how the run ended: a stop may have come first.
  const decided = await closeLog(log, end);
  const kept = await log.settled();
  const elsewhere: RunEnd =
    kept === 'lost' ? createRunLostEnd(progress.firstTokenMs !== undefined) : { outcome: 'stopped' };
  const outcome = decided ? end : elsewhere;
  recordRun(
    { chatId: log.info.chatId, kept },
    createRunMetadata({ info: log.info, progress, end: outcome, now: Date.now() }),
    { prompt: asked.prompt, text: pieces.join('') },
    'error' in outcome ? outcome.error.cause : undefined,
  );
  await offer?.close();
}

function closeLog(log: RunLog, end: RunEnd): Promise<boolean> {
  const progress = progressOf.get(log) ?? { retries: 0 };
  return log.close(
    createTerminalEvents(createRunMetadata({ info: log.info, progress, end, now: Date.now() }), end),
  );
}
