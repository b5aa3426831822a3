import 'server-only';
import type { ModelInfo } from '#lib/protocol/model-info.ts';

/** A model as the OpenAI API lists it. When it was made is not known here, but clients want a number. */
export function toModelObject({ id, provider }: ModelInfo) {
  return { id, object: 'model' as const, created: 0, owned_by: provider };
}
