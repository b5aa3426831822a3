import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';

/** The code for tool calls that need the reader's approval or run in the browser. Loaded with the first such call. */
export const callsCode = lazyValue(() => import('./waiting-calls.ts').then((module) => module.WaitingCalls));
