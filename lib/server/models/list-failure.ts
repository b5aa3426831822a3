import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { CatalogueNotice } from '#lib/protocol/model-info.ts';
import { createUnreachableError } from '../generation/upstream-failure.ts';
import { environment } from '../platform/environment.ts';
import { redactSecrets } from '../platform/redaction.ts';
import { ModelListError } from './openai.ts';

/** Describes why the configured upstream's list of models could not be fetched, and which setting to check. */
export function describeListFailure(failure: unknown): Omit<CatalogueNotice, 'code'> {
  const { host, origin } = new URL(environment().baseUrl ?? '');
  const variable = isRejectedKey(failure) ? 'OPENAI_API_KEY' : 'OPENAI_BASE_URL';
  const message = `Could not list the models of ${host} (${describeFailure(failure)}). Check ${variable}.`;
  return { message, variable, address: origin };
}

/** Creates the error of a request for a model while the configured upstream's list of models cannot be fetched. */
export function createListError(failure: unknown): ChatError {
  if (isUnreachable(failure))
    return createUnreachableError({ url: environment().baseUrl }, describeFailure(failure), failure);
  const { message, variable } = describeListFailure(failure);
  return new ChatError('model-unavailable', message, {
    cause: failure,
    ...(isRejectedKey(failure) ? { upstream: { status: 401, variable } } : {}),
  });
}

/** Says in a few words why a list of models could not be fetched. */
export function describeFailure(failure: unknown): string {
  if (!(failure instanceof Error)) return 'unknown reason';
  if (failure.name === 'TimeoutError') return 'no answer in time';
  const cause = failure.cause;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  // A login page is no JSON, and any other JSON no list.
  return /^(ZodError|SyntaxError)$/.test(failure.name)
    ? 'not a list of models'
    : redactSecrets(failure.message, 120);
}

function isRejectedKey(failure: unknown): boolean {
  return failure instanceof ModelListError && failure.status === 401;
}

/** Whether there was no answer at all. `fetch` throws a TypeError when it has no connection. */
function isUnreachable(failure: unknown): boolean {
  return failure instanceof TypeError || (failure instanceof Error && failure.name === 'TimeoutError');
}
