import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';

/** Reads attached files and checks them against the limits of model and server. Loaded with the first file. */
export const attachmentsCode = lazyValue(() => import('./attachments.ts'));
