import { framePortion } from '#lib/frames/frame-portion.ts';
import { pageSchedule, type RenderSchedule } from '#lib/frames/render-schedule.ts';
import { createEnvironment, type ParseEnvironment } from '../parse/environment.ts';
import { parseSealed } from '../parse/parser.ts';
import { type BlockKind, BlockSplitter } from '../split/block-splitter.ts';
import { isContinuation, type TextSource } from '../text-source.ts';
import { type Block, BlockGroup } from './block-group.ts';
import { Emitter } from './emitter.ts';

/**
 * An open block of this length costs more to parse again than new text costs to render, so a frame takes the whole backlog
 * instead of a portion. Code is exempt: it is read line by line.
 */
const LONG_BLOCK = 4_000;

/**
 * One growing text as groups of blocks. `append` and `setText` add text, at most once a frame. Each group notifies its own
 * listeners; the store itself emits only when a group is added or the text starts over.
 */
export class BlockStore extends Emitter {
  groups: readonly BlockGroup[] = [new BlockGroup(0)];
  environment: ParseEnvironment = createEnvironment();
  /** Increases with every definition that may change blocks above it. */
  revision = 0;
  /** Increases when the text starts over: no element on the page may be reused then. */
  generation = 0;
  readonly #schedule: RenderSchedule;
  #splitter: BlockSplitter;
  readonly #changed = new Set<Emitter>();
  /** The text that `setText` received last, and the length of it that was read. */
  #source: TextSource = '';
  #length = 0;
  /** Text that was read but not rendered yet. */
  #backlog = '';
  #endsInReturn = false;
  #nextId = 0;
  #hasUpdate = false;
  /** Whether the last frame took only a portion of the backlog. */
  #hasRemainder = false;
  #cancelFrame: (() => void) | undefined;

  constructor(schedule = pageSchedule) {
    super();
    this.#schedule = schedule;
    this.#splitter = this.#createSplitter();
  }

  get isComplete(): boolean {
    return this.environment.isComplete;
  }

  /** Adds text at the end. It is rendered in the next frame at the latest, unless the schedule delays it. */
  append(text: string): void {
    // An empty text still requests the frame again that `stop` cancelled.
    if (!text && !this.#hasUpdate) return;
    this.#backlog += text;
    this.#request();
  }

  /**
   * Takes the first `length` characters of a text. If they continue the previous ones, only the new end is read; otherwise the
   * text starts over. `isDone` seals the remaining text. Call it at most once a frame: reading a string that grew by `+=` copies all
   * of it.
   */
  setText(text: TextSource, isDone: boolean, length = text.length): void {
    const hasGrown = length >= this.#length && isContinuation(text, this.#source, this.#length);
    if (!hasGrown || (this.isComplete && (length > this.#length || !isDone))) this.#startOver();
    const added = text.slice(this.#length, length);
    this.#source = text;
    this.#length = length;
    if (isDone) {
      this.#backlog += added;
      this.finish();
    } else {
      this.append(added);
    }
  }

  /** Reads everything at once without requesting frames: for a stored text, or the first render of a growing one. */
  static of(text: TextSource, isDone: boolean): BlockStore {
    const store = new BlockStore();
    store.#source = text;
    store.#length = text.length;
    store.#backlog = text.slice(0);
    if (isDone) {
      store.finish();
    } else {
      store.#feed();
      store.#render();
    }
    return store;
  }

  /** Seals the remaining text. Further text starts over. */
  finish(): void {
    if (this.isComplete) return;
    this.#feed();
    if (this.#endsInReturn) this.#splitter.append('\n');
    this.#endsInReturn = false;
    this.#splitter.end();
    this.environment.isComplete = true;
    const { footnoteNumbers, definedFootnotes } = this.environment;
    if ([...footnoteNumbers.keys()].some((label) => !definedFootnotes.has(label))) this.#renderAllAgain();
    for (const group of this.groups.slice(-2)) this.#changed.add(group);
    this.#render();
    this.stop();
  }

  /** Cancels the requested frame. The store can go on afterwards. */
  stop(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
  }

  #startOver(): void {
    this.stop();
    this.generation++;
    this.environment = createEnvironment();
    this.#splitter = this.#createSplitter();
    this.groups = [new BlockGroup(0)];
    this.#source = this.#backlog = '';
    this.#length = 0;
    this.#endsInReturn = this.#hasRemainder = false;
    this.#changed.clear();
    this.#changed.add(this);
    this.#hasUpdate = true; // even an empty text renders
  }

  /** Renders the first text of a frame at once, and the text that follows in the same frame with the next one. */
  #request(): void {
    this.#hasUpdate = true;
    if (this.#cancelFrame) return;
    if (this.#canRender) this.#flush();
    this.#requestFrame();
  }

  /** The remainder of a portion is not delayed; the delay applies to the text after it. */
  get #canRender(): boolean {
    return this.#hasRemainder || this.#schedule.delay <= 0;
  }

  #requestFrame(): void {
    const isDelayed = this.#hasUpdate && !this.#hasRemainder;
    this.#cancelFrame = this.#schedule.nextRender(() => {
      this.#cancelFrame = undefined;
      if (!this.#hasUpdate) return;
      if (this.#canRender) this.#flush();
      this.#requestFrame();
    }, isDelayed);
  }

  #flush(): void {
    this.#schedule.measureFrame();
    const { tail, kind } = this.#splitter;
    const { length } = this.#backlog;
    const hasLongBlock = kind === 'text' && tail.length > LONG_BLOCK;
    this.#feed(hasLongBlock ? length : framePortion(length));
    this.#hasUpdate = this.#hasRemainder = this.#backlog !== '';
    this.#render();
  }

  #feed(characters = this.#backlog.length): void {
    if (!this.#backlog) return;
    const end = isInsideSurrogatePair(this.#backlog, characters) ? characters + 1 : characters;
    let text = (this.#endsInReturn ? '\r' : '') + this.#backlog.slice(0, end);
    this.#backlog = this.#backlog.slice(end);
    // A carriage return at the end may be the first half of a line ending.
    this.#endsInReturn = text.endsWith('\r');
    if (this.#endsInReturn) text = text.slice(0, -1);
    this.#splitter.append(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
  }

  #render(): void {
    const { tail, kind } = this.#splitter;
    const group = this.groups.at(-1);
    const open = tail.trim() ? { id: this.#nextId, text: tail, kind, isSealed: false } : undefined;
    if (group && open !== undefined) this.#put(group, open);
    else if (group?.putLast(undefined)) this.#changed.add(group);
    const emitters = [...this.#changed];
    this.#changed.clear();
    for (const emitter of emitters) emitter.emit();
  }

  #createSplitter(): BlockSplitter {
    return new BlockSplitter((text, kind) => this.#seal(text, kind));
  }

  #seal(text: string, kind: BlockKind): void {
    const group = this.groups.at(-1);
    if (!group) return;
    this.#put(group, { id: this.#nextId++, text, kind, isSealed: true });
    if (kind === 'text' && (text.includes(']:') || text.includes('[^'))) this.#readDefinitions(text);
    if (!group.isFull) return;
    this.groups = [...this.groups, new BlockGroup(group.id + 1)];
    this.#changed.add(this);
  }

  #put(group: BlockGroup, block: Block): void {
    const previous = group.blocks.length === 0 ? this.groups.at(-2) : undefined;
    if (!group.putLast(block)) return;
    this.#changed.add(group);
    // With the first block of a group, the caret leaves the previous group.
    if (previous) this.#changed.add(previous);
  }

  /** Reads the definitions in a block that was just sealed, which may turn text above it into links. */
  #readDefinitions(text: string): void {
    const before = Object.keys(this.environment.references).length;
    parseSealed(text, this.environment);
    if (Object.keys(this.environment.references).length > before) this.#renderAllAgain();
  }

  #renderAllAgain(): void {
    this.revision++;
    for (const group of this.groups) this.#changed.add(group);
  }
}

/** Whether a cut at `index` would separate the two halves of a surrogate pair. */
function isInsideSurrogatePair(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}
