import 'client-only';
import type { StoredTree } from '#lib/client/history/chat-history.ts';
import type { EarlyConnection } from '#lib/client/run/early-connection.ts';
import { lazyValue, untilLoaded } from '#lib/lazy/lazy-value.ts';
import type { SessionActivity } from '../session-activity.ts';
import { createSessionParts } from '../session-parts.ts';
import type { Comparison, ComparisonHost, ComparisonStart } from './comparison.ts';

type LazyComparisonOptions = Omit<ComparisonHost, 'createParts'> & {
  /** Aborted when the chat is closed in this tab. */
  closed: AbortSignal;
  activity: SessionActivity;
};

export const comparisonCode = lazyValue(() => import('./comparison.ts').then((module) => module.Comparison));

/** The comparison of one chat, whose code is loaded when there is one. */
export class LazyComparison {
  readonly #options: LazyComparisonOptions;
  #comparison: Comparison | undefined;

  constructor(options: LazyComparisonOptions) {
    this.#options = options;
  }

  /** Compares answers. What other tabs change while this starts is read afterwards. */
  async start(start: ComparisonStart): Promise<void> {
    const { activity, record } = this.#options;
    activity.startWork();
    record.store.set({ status: 'submitted', comparing: true });
    // Without the code the question stays unanswered, and can be asked again.
    const comparison = await comparisonCode.load().then(
      () => this.#load(),
      () => undefined,
    );
    if (comparison) await comparison.start(start);
    else record.publish({ status: 'ready', comparing: false });
    activity.endWork();
  }

  /**
   * Shows what the stored chat compares, or ends what it does not compare any more.
   * @returns whether it compares answers
   */
  open(stored: StoredTree, earlyConnection: EarlyConnection | undefined): boolean {
    const { record } = this.#options;
    const { comparing } = stored;
    const shown = record.tree.messages.at(-1);
    if (shown && comparing?.includes(shown.id)) record.tree.showBefore(shown.id);
    if (comparing || this.#comparison) {
      record.publish({ comparing: comparing !== undefined });
      const open = (comparison: Comparison | undefined) =>
        comparison ? comparison.open(stored, earlyConnection) : earlyConnection?.discard();
      if (this.#comparison) open(this.#comparison);
      else void this.#load().then(open);
    }
    return comparing !== undefined;
  }

  stop(): void {
    this.#comparison?.stop();
  }

  close(): void {
    this.#comparison?.close();
  }

  /** Resolves to undefined if the chat is closed before the code is loaded. */
  async #load(): Promise<Comparison | undefined> {
    const { closed } = this.#options;
    const Loaded = await untilLoaded(comparisonCode, closed).catch(() => undefined);
    if (Loaded === undefined || closed.aborted) return undefined;
    this.#comparison ??= new Loaded({ ...this.#options, createParts: createSessionParts });
    return this.#comparison;
  }
}
