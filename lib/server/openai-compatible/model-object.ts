import 'server-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';

/** A model object of the OpenAI API. The creation time is unknown; clients require a number. */
export function toModelObject({ id, provider }: ModelInfo) {
  return { id, object: 'model' as const, created: 0, owned_by: provider };
}
