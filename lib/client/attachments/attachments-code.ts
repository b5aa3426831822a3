import 'client-only';
import { lazyValue } from '#lib/lazy/lazy-value.ts';

/** The code that reads attachments and checks them against the limits of model and server. Loaded with the first file. */
export const attachmentsCode = lazyValue(() => import('./attachments.ts'));
