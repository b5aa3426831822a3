import 'server-only';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { newRunId } from '#lib/protocol/ids.ts';
import type { ModelCatalogue, ModelInfo } from '#lib/protocol/model-info.ts';
import type { Caller } from '#lib/server/http/caller.ts';
import { admitRun } from '#lib/server/limits/run-admission.ts';
import { environment } from '#lib/server/platform/environment.ts';
import { listModels } from '../catalogue.ts';
import { describeFailure } from '../list-failure.ts';
import { readOwnKey } from './own-key.ts';
import { listOwnModels } from './own-models.ts';

/**
 * Lists the models for whoever sent `request`: those of this server, and those of the caller's own key. The list of a key
 * counts as a run, so that nobody tries many keys with this server.
 */
export async function listModelsFor(request: Request, caller: Caller): Promise<ModelCatalogue> {
  const [shared, own] = await Promise.all([listModels(), listForOwnKey(request, caller)]);
  const { userBaseUrls } = environment();
  if (userBaseUrls.length === 0) return shared;
  const { notice, ...others } = shared;
  const isResolved = own.models.length > 0 && (notice?.code === 'demo-only' || notice?.code === 'no-models');
  return {
    ...others,
    ...(notice && !isResolved ? { notice } : {}),
    models: [...shared.models, ...own.models],
    userBaseUrls,
    ...(own.failure === undefined ? {} : { ownKeyFailure: own.failure }),
  };
}

async function listForOwnKey(
  request: Request,
  caller: Caller,
): Promise<{ models: ModelInfo[]; failure?: string }> {
  try {
    const ownKey = readOwnKey(request);
    if (ownKey === undefined) return { models: [] };
    const permit = await admitRun({ ...caller, hasOwnKey: true }, newRunId(), '');
    try {
      return { models: await listOwnModels(ownKey) };
    } finally {
      await permit.release();
    }
  } catch (error) {
    return { models: [], failure: error instanceof ChatError ? error.message : describeFailure(error) };
  }
}
