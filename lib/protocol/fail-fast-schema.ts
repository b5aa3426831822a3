import { z } from 'zod';

// zod validates every item of a list and collects every issue: a body of a million invalid items costs seconds and
// gigabytes. The schemas below stop at the first issue, so that rejecting a value costs no more than reading it.

type Context = z.core.$RefinementCtx<unknown>;

/** Validates `value` against `schema`, and reports its first issue to `context` below `path`. */
function parseTo<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  context: Context,
  path: PropertyKey[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = issue?.message ?? 'Invalid input';
  context.addIssue({ code: 'custom', message, path: [...path, ...(issue?.path ?? [])] });
  return z.NEVER;
}

type ListLimits = {
  min?: number;
  max: number;
  /** Limits the total length of the lists that the items hold in this field. They are counted, not validated. */
  nested?: { field: string; max: number };
};

/** A list schema. Checks the length first, then validates the items in order, up to the first invalid one. */
export function listOf<Item extends z.ZodType>(item: Item, limits: ListLimits) {
  return z.unknown().transform((value, context): z.output<Item>[] => {
    const message = Array.isArray(value) ? lengthProblem(value, limits) : 'Invalid input: expected array';
    if (message !== undefined) context.addIssue({ code: 'custom', message });
    const items: z.output<Item>[] = [];
    for (const [index, entry] of Array.isArray(value) ? value.entries() : []) {
      if (context.issues.length > 0) return z.NEVER;
      items.push(parseTo(item, entry, context, [index]));
    }
    return items;
  });
}

function lengthProblem(list: unknown[], { min = 0, max, nested }: ListLimits): string | undefined {
  if (list.length < min) return `must have at least ${min} ${min === 1 ? 'item' : 'items'}`;
  if (list.length > max) return `must have at most ${max} items`;
  if (nested !== undefined && countIn(list, nested.field) > nested.max) {
    return `must have at most ${nested.max} items in all \`${nested.field}\` together`;
  }
  return undefined;
}

function countIn(list: unknown[], field: string): number {
  return list.reduce((count: number, owner) => {
    const items = (owner as Record<string, unknown> | null | undefined)?.[field];
    return Array.isArray(items) ? count + items.length : count;
  }, 0);
}

/** A schema of objects whose values all fit `item`. Validates the entries in order, up to the first invalid one. */
export function recordOf<Item extends z.ZodType>(item: Item) {
  return z.unknown().transform((value, context): Record<string, z.output<Item>> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      context.addIssue({ code: 'custom', message: 'Invalid input: expected object' });
      return z.NEVER;
    }
    const entries: [string, z.output<Item>][] = [];
    for (const [key, entry] of Object.entries(value)) {
      const parsed = parseTo(item, entry, context, [key]);
      if (context.issues.length > 0) return z.NEVER;
      entries.push([key, parsed]);
    }
    return Object.fromEntries(entries);
  });
}

/**
 * A schema that validates a value against the one schema that `choose` returns for it. Unlike a union, it does not try the
 * other schemas, and it reports the issue of the schema that the value was meant for.
 */
export function selectSchema<Schema extends z.ZodType>(choose: (value: unknown) => Schema) {
  return z.unknown().transform((value, context): z.output<Schema> => parseTo(choose(value), value, context));
}
