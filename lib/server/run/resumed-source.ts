import 'server-only';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { addUsage, describeFinish, type RunContext, toRunEnd } from '../generation/answer-generation.ts';
import { requestModel } from '../generation/model-request.ts';
import { receiveParts } from '../generation/received-parts.ts';
import { answerStep } from '../generation/step.ts';
import type { ResumeAnswer } from '../models/model.ts';
import { OpenParts } from '../run-log/log-ending.ts';
import type { OrphanedRun } from '../run-log/run-log.ts';
import { createRestartedError } from '../run-log/run-lost.ts';
import type { RunEnd } from '../run-log/run-progress.ts';
import type { RunSource } from './prepared-run.ts';
import { ReplayedEvents } from './replayed-events.ts';

/** Reads the rest of a response that another process has asked for. */
export class ResumedSource implements RunSource<RunEvent> {
  /** Is not known any more. */
  readonly prompt = undefined;
  readonly #run: OrphanedRun;
  readonly #resume: ResumeAnswer | undefined;

  /** @param resume undefined when the run's model cannot resume responses, or is not available any more */
  constructor(run: OrphanedRun, resume: ResumeAnswer | undefined) {
    this.#run = run;
    this.#resume = resume;
  }

  textOf(event: RunEvent): string {
    return event.type === 'text-delta' ? event.delta : '';
  }

  deltasOf(): string[] {
    return [];
  }

  /** If the response calls tools, the run ends after it: the question and its settings are not stored. */
  async generate(context: RunContext<RunEvent>): Promise<RunEnd> {
    const { emit, progress, savePosition, signal, timeouts } = context;
    const resume = this.#resume;
    if (resume === undefined) throw createRestartedError();
    const replayed = new ReplayedEvents(this.#run.after, (event) => void emit(event));
    const options: Parameters<ResumeAnswer>[1] = {
      abortSignal: signal,
      onBytes: () => timeouts.bytesReceived(),
      // As long as the log has more than the response has brought again, this is not its position.
      onPosition: (position) => replayed.isOver && savePosition?.(position),
    };
    const { calls, finish } = await requestModel(
      {
        model: { id: this.#run.log.info.model },
        open: () => resume(this.#run.position, options),
        read: async (reader, call) => {
          const step = await answerStep({
            reader,
            openTexts: findOpenTexts(this.#run.before),
            emit: (event) => replayed.take(event),
            onParts: (parts) => receiveParts(parts, context, call),
          });
          describeFinish(step, call);
          return step;
        },
      },
      context,
    );
    addUsage(progress, finish.usage);
    if (calls.length > 0) throw createRestartedError();
    replayed.take({ type: 'finish-step' });
    return toRunEnd(finish, calls);
  }
}

/** The texts that the log had begun, but not ended. */
function findOpenTexts(events: readonly RunEvent[]): string[] {
  const parts = new OpenParts();
  for (const event of events) parts.add(event);
  return parts.ends.flatMap((end) => (end.type === 'text-end' ? [end.id] : []));
}
