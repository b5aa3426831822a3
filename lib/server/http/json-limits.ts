import 'server-only';
import { MAX_JSON_DEPTH, MAX_JSON_FIELDS, MAX_JSON_NODES, MAX_JSON_VALUES } from '#lib/protocol/limits.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const COLON = 58;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Returns the limit that the JSON `text` exceeds, as a predicate for an error message; undefined when it can be parsed.
 * Deep nesting, or very many arrays, objects, fields or values, would take far more memory and time than the size of the text suggests.
 * Scans the text once and stops at the first excess; the result is meaningless for text that is not JSON.
 */
export function findExceededLimit(text: string): string | undefined {
  let depth = 0;
  let nodes = 0;
  let fields = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth++;
        nodes++;
        if (depth > MAX_JSON_DEPTH) return `nests more than ${MAX_JSON_DEPTH} levels deep`;
        if (nodes > MAX_JSON_NODES) return `has more than ${MAX_JSON_NODES} arrays and objects`;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        depth--;
        break;
      case COLON:
        fields++;
        if (fields > MAX_JSON_FIELDS) return `has more than ${MAX_JSON_FIELDS} fields`;
        break;
      case COMMA:
        values++;
        if (values > MAX_JSON_VALUES) return `has more than ${MAX_JSON_VALUES} values`;
        break;
    }
  }
  return undefined;
}

/** The index of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
}
