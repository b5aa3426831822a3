import 'server-only';
import { environment } from './environment.ts';

/** What does not work because this platform runs several instances without a Redis; undefined when nothing is missing. */
export function describeMissingRedis(): string | undefined {
  const { serverless, redis } = environment();
  if (!serverless || redis !== undefined) return undefined;
  return 'Without Redis, each instance knows only the runs that it generates itself: an answer cannot be resumed, stopped or followed in another tab when the request reaches another instance. Add the Upstash for Redis integration to the Vercel project.';
}
