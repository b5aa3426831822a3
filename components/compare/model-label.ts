import type { Models } from '#lib/client/shell/use-models.ts';

/** The name of a model; its id if it is not offered any more. */
export function labelOf(modelId: string, { catalogue }: Pick<Models, 'catalogue'>): string {
  return catalogue?.models.find(({ id }) => id === modelId)?.label ?? modelId;
}
