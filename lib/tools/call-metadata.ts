/** What travels as `toolMetadata` with a call's events, and is kept with its part. */
export type CallMetadata = {
  /** The MCP server that brings the tool. */
  server?: string;
  /** How long the tool ran, whether it succeeded or not. */
  durationMs?: number;
  /** Its run ended before it did; an answer that goes on later leaves it so. */
  stopped?: true;
};

/** The metadata of a part, which may have been written by another version, or another program. */
export function parseCallMetadata(value: unknown): CallMetadata {
  if (typeof value !== 'object' || value === null) return {};
  const { server, durationMs, stopped } = value as Record<string, unknown>;
  return {
    ...(typeof server === 'string' ? { server } : {}),
    ...(typeof durationMs === 'number' ? { durationMs } : {}),
    ...(stopped === true ? { stopped } : {}),
  };
}
