import 'server-only';
import { z } from 'zod';

export const onOff = z.enum(['on', 'off'], 'must be on or off');
export const milliseconds = z.coerce.number('must be a number of milliseconds').int().min(0).max(86_400_000);

/** `90s`, `30m`, `24h`, `7d`; in milliseconds. */
export const duration = z
  .string()
  .trim()
  .regex(/^\d{1,4}[smhd]$/, 'must be a duration, such as 90s, 30m, 24h or 7d')
  .transform((text) => Number.parseInt(text, 10) * UNITS_MS[text.at(-1) as keyof typeof UNITS_MS]);
const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

export const count = z.coerce.number('must be a whole number').int().min(0).max(1_000_000_000_000);

/** Several values rotate a secret: the first signs, all are accepted. */
export const secrets = list.refine(
  (values) => values.every(({ length }) => length >= 16),
  'must have at least 16 characters; two values, separated by a comma, rotate it',
);

export const redisUrl = z.url({
  protocol: /^https?$/,
  error: 'must be the http or https URL of an Upstash-compatible REST API',
});
