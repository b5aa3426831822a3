/** The `toolMetadata` of a call's events and part. */
export type CallMetadata = {
  /** The MCP server that provides the tool. */
  server?: string;
  /** Duration of the call in milliseconds, successful or not. */
  durationMs?: number;
  /** The run ended before the call did. Continuing the answer does not run it again. */
  stopped?: true;
};

/** Reads the metadata of a part, which another version or program may have written. Ignores invalid fields. */
export function parseCallMetadata(value: unknown): CallMetadata {
  if (typeof value !== 'object' || value === null) return {};
  const { server, durationMs, stopped } = value as Record<string, unknown>;
  return {
    ...(typeof server === 'string' ? { server } : {}),
    ...(typeof durationMs === 'number' ? { durationMs } : {}),
    ...(stopped === true ? { stopped } : {}),
  };
}
