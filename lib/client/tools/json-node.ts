/** A JSON value that may be incomplete. Strings, arrays and objects grow; the other values appear once complete. */
export type JsonNode =
  | { kind: 'string'; text: string; done: boolean }
  | { kind: 'literal'; value: number | boolean | null }
  | { kind: 'array'; items: JsonNode[]; done: boolean }
  | { kind: 'object'; entries: Map<string, JsonNode>; done: boolean };

/** Converts a complete value, so that one view shows complete and incomplete values. */
export function toJsonNode(value: unknown): JsonNode {
  if (typeof value === 'string') return { kind: 'string', text: value, done: true };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(toJsonNode), done: true };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, JsonNode] => [key, toJsonNode(item)]);
    return { kind: 'object', entries: new Map(entries), done: true };
  }
  return { kind: 'literal', value: typeof value === 'number' || typeof value === 'boolean' ? value : null };
}
