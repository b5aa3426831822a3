/** A JSON value of which only a beginning may be there. Strings, arrays and objects grow; the rest comes whole. */
export type JsonNode =
  | { kind: 'string'; text: string; done: boolean }
  | { kind: 'literal'; value: number | boolean | null }
  | { kind: 'array'; items: JsonNode[]; done: boolean }
  | { kind: 'object'; entries: Map<string, JsonNode>; done: boolean };

type Container = Extract<JsonNode, { kind: 'array' | 'object' }>;
/** What the next character, white space aside, may be. */
type Expecting = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'comma' | 'nothing';

const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LITERAL = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const LITERAL_END = /[\s,\]}]/;

/**
 * Reads JSON that is still being written, once: each `push` costs what is new, whatever came before. At every moment
 * `root` is a beginning of the final value: a number shows when it is complete, a string up to the last whole character,
 * an escape and half a surrogate pair wait for their rest. RFC 8259.
 */
export class PartialJsonReader {
  /** The value so far; undefined until its kind is known. The same objects grow as more is read. */
  root: JsonNode | undefined;
  /** What was read is no JSON, and nothing after it is read. */
  broken = false;
  /** Characters that were read. */
  length = 0;

  #expecting: Expecting = 'value';
  readonly #stack: Container[] = [];
  #key = '';
  /** The string, or key, that is being written. */
  #string: { text: string; node?: Extract<JsonNode, { kind: 'string' }> } | undefined;
  /** An escape, a number or a word as far as it has come. */
  #pending = '';
  /** The first half of a surrogate pair. */
  #high = '';

  /** Reads the next piece of the text. */
  push(piece: string): void {
    this.length += piece.length;
    let at = 0;
    while (at < piece.length && !this.broken) {
      if (this.#string !== undefined) at = this.#readString(piece, at);
      else if (this.#pending !== '') at = this.#readLiteral(piece, at);
      else this.#readSign(piece[at++] ?? '');
    }
  }

  /** Reads what `text`, which only ever grows at its end, has more than before. */
  readTo(text: string): void {
    if (text.length > this.length) this.push(text.slice(this.length));
  }

  #readString(piece: string, from: number): number {
    if (this.#pending !== '') return this.#readEscape(piece, from);
    let to = from;
    for (; to < piece.length; to++) {
      const code = piece.charCodeAt(to);
      if (code === 34 || code === 92 || code < 32) break;
    }
    if (to > from) this.#write(piece.slice(from, to));
    if (to === piece.length) return to;
    if (piece[to] === '"') this.#endString();
    else if (piece[to] === '\\') this.#pending = '\\';
    else this.broken = true; // a control character
    return to + 1;
  }

  #readEscape(piece: string, from: number): number {
    this.#pending += piece[from];
    const written = this.#pending;
    if (written[1] !== 'u') {
      const character = ESCAPES[written[1] ?? ''];
      if (character === undefined) this.broken = true;
      else this.#write(character);
      this.#pending = '';
    } else if (written.length > 2 && !/[\da-fA-F]$/.test(written)) {
      this.broken = true;
    } else if (written.length === 6) {
      this.#write(String.fromCharCode(Number.parseInt(written.slice(2), 16)));
      this.#pending = '';
    }
    return from + 1;
  }

  /** Adds to the open string, but for half a pair at its end. */
  #write(text: string): void {
    const string = this.#string;
    if (string === undefined) return;
    let whole = this.#high + text;
    this.#high = '';
    if (/[\uD800-\uDBFF]$/.test(whole)) {
      this.#high = whole.slice(-1);
      whole = whole.slice(0, -1);
    }
    if (string.node === undefined) string.text += whole;
    else string.node.text += whole;
  }

  #endString(): void {
    const string = this.#string;
    if (string === undefined) return;
    if (this.#high !== '') {
      if (string.node === undefined) string.text += this.#high;
      else string.node.text += this.#high;
      this.#high = '';
    }
    this.#string = undefined;
    if (string.node !== undefined) {
      string.node.done = true;
      this.#afterValue();
    } else {
      this.#key = string.text;
      this.#expecting = 'colon';
    }
  }

  #readLiteral(piece: string, from: number): number {
    let to = from;
    while (to < piece.length && !LITERAL_END.test(piece[to] ?? '')) to++;
    this.#pending += piece.slice(from, to);
    if (this.#pending.length > 400) this.broken = true;
    else if (to < piece.length) this.#endLiteral();
    return to;
  }

  #endLiteral(): void {
    const text = this.#pending;
    this.#pending = '';
    if (!LITERAL.test(text)) {
      this.broken = true;
      return;
    }
    this.#place({ kind: 'literal', value: JSON.parse(text) });
    this.#afterValue();
  }

  #readSign(sign: string): void {
    if (sign === ' ' || sign === '\n' || sign === '\t' || sign === '\r') return;
    const container = this.#stack.at(-1);
    const closing = container?.kind === 'array' ? ']' : '}';
    switch (this.#expecting) {
      case 'value':
        this.#beginValue(sign);
        break;
      case 'first-item':
        if (sign === closing) this.#endContainer();
        else this.#beginValue(sign);
        break;
      case 'first-key':
        if (sign === closing) this.#endContainer();
        else this.#beginKey(sign);
        break;
      case 'key':
        this.#beginKey(sign);
        break;
      case 'colon':
        if (sign === ':') this.#expecting = 'value';
        else this.broken = true;
        break;
      case 'comma':
        if (sign === closing) this.#endContainer();
        else if (sign === ',') this.#expecting = container?.kind === 'array' ? 'value' : 'key';
        else this.broken = true;
        break;
      case 'nothing':
        this.broken = true;
    }
  }

  #beginKey(sign: string): void {
    if (sign === '"') this.#string = { text: '' };
    else this.broken = true;
  }

  #beginValue(sign: string): void {
    if (sign === '"') {
      const node = { kind: 'string' as const, text: '', done: false };
      this.#place(node);
      this.#string = { text: '', node };
    } else if (sign === '[') {
      this.#open({ kind: 'array', items: [], done: false }, 'first-item');
    } else if (sign === '{') {
      this.#open({ kind: 'object', entries: new Map(), done: false }, 'first-key');
    } else if (/[-\dtfn]/.test(sign)) {
      this.#pending = sign;
    } else this.broken = true;
  }

  #open(node: Container, expecting: Expecting): void {
    this.#place(node);
    this.#stack.push(node);
    this.#expecting = expecting;
  }

  #place(node: JsonNode): void {
    const parent = this.#stack.at(-1);
    if (parent === undefined) this.root = node;
    else if (parent.kind === 'array') parent.items.push(node);
    else parent.entries.set(this.#key, node);
  }

  #endContainer(): void {
    const node = this.#stack.pop();
    if (node !== undefined) node.done = true;
    this.#afterValue();
  }

  #afterValue(): void {
    this.#expecting = this.#stack.length === 0 ? 'nothing' : 'comma';
  }
}

/** A value that is complete, as nodes, so that one view shows both. */
export function nodeOf(value: unknown): JsonNode {
  if (typeof value === 'string') return { kind: 'string', text: value, done: true };
  if (Array.isArray(value)) return { kind: 'array', items: value.map(nodeOf), done: true };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]): [string, JsonNode] => [key, nodeOf(item)]);
    return { kind: 'object', entries: new Map(entries), done: true };
  }
  return { kind: 'literal', value: typeof value === 'number' || typeof value === 'boolean' ? value : null };
}

/** What a node comes to, as `JSON.parse` would give it. */
export function toValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'string':
      return node.text;
    case 'literal':
      return node.value;
    case 'array':
      return node.items.map(toValue);
    case 'object':
      return Object.fromEntries([...node.entries].map(([key, item]) => [key, toValue(item)]));
  }
}
