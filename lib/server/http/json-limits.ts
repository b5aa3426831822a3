import 'server-only';
import { MAX_JSON_DEPTH, MAX_JSON_NODES } from '#lib/protocol/limits.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * Returns why the JSON `text` must not be parsed, or undefined if it may be. It must not if it nests too deep, or if its
 * arrays and objects are so many that they would take far more memory and time than its bytes. Reads the text once, up to
 * the first array or object too many; for text that is not JSON the result means nothing.
 */
export function findExceededLimit(text: string): string | undefined {
  let depth = 0;
  let nodes = 0;
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
    }
  }
  return undefined;
}

/** Where the string that begins at `start` ends: at the next quote that no backslash escapes. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
}
