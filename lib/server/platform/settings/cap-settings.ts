import 'server-only';
import { z } from 'zod';
import { list } from './value-types.ts';

/** Bounds that the operator sets to what a request may ask for. */
export const capVariables = {
  MAX_STEPS: z.coerce.number('must be a whole number').int().min(1).max(64).default(64),
  MAX_OUTPUT_TOKENS: z.coerce.number('must be a whole number').int().min(1).max(1_000_000).optional(),
  V1_FIELDS: list
    .refine(
      (names) => names.every((name) => name === '*' || /^\w+$/.test(name)),
      'must be names of fields, separated by commas, or *',
    )
    .optional(),
};
