import 'server-only';
import type { Model } from '../models/model.ts';
import { environment } from '../platform/environment.ts';

/** The operator's bounds to one run. */
export type Caps = { maxSteps: number; maxOutputTokens: number };

/** Whoever asks with their own API key pays for the tokens themselves, but the steps run tools of this server. */
export function getCaps({ info }: Model): Caps {
  const { maxSteps, maxOutputTokens = Infinity } = environment();
  return { maxSteps, maxOutputTokens: info.ownKey ? Infinity : maxOutputTokens };
}
