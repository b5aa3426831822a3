import 'server-only';
import { z } from 'zod';
import { jsonVariable } from './json-variable.ts';

const EXAMPLE = '{"gpt-5.2":{"input":1.75,"output":14}}';

const price = z.number('must be a number of currency units per million tokens').nonnegative();

/** `{"model":{"input":2.5,"output":10}}`, in currency units per million tokens. */
export const modelPrices = jsonVariable(EXAMPLE)
  .pipe(
    z.record(
      z.string(),
      z.strictObject({ input: price, output: price }, 'must hold the prices `input` and `output`'),
      `must be an object of models, such as ${EXAMPLE}`,
    ),
  )
  .transform((prices) => new Map(Object.entries(prices)));

/** What a model's tokens cost, by its id. */
export type ModelPrices = z.infer<typeof modelPrices>;
