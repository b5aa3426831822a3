import { lazyValue } from '#lib/lazy/lazy-value.ts';

/** Needed in chats whose answers are compared. */
export const comparisonParts = lazyValue(() => import('./comparison-parts.ts'));
