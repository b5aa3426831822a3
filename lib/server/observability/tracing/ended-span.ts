import 'server-only';
import type { SpanContext } from './trace-context.ts';

export type SpanKind = 'internal' | 'server' | 'client';
export type AttributeValue = string | number | boolean | readonly string[];
/** Attributes without a value are left out. */
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** A span that has ended. Times are in milliseconds since 1970. */
export type EndedSpan = SpanContext & {
  parentSpanId?: string | undefined;
  name: string;
  kind: SpanKind;
  startedAt: number;
  endedAt: number;
  attributes: Attributes;
  hasFailed: boolean;
};
