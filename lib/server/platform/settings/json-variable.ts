import 'server-only';
import { z } from 'zod';

/** A variable that holds JSON. @param example is named when it does not. */
export function jsonVariable(example: string) {
  return z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: `must be JSON, such as ${example}` });
      return z.NEVER;
    }
  });
}
