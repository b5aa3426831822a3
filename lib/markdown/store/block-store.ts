import { type FramePace, pagePace } from '#lib/frames/frame-throttle.ts';
import { createEnvironment, type ParseEnvironment } from '../parse/environment.ts';
import { parseSealed } from '../parse/parser.ts';
import { type BlockKind, BlockSplitter } from '../split/block-splitter.ts';
import { goesOn, type TextSource } from '../text-source.ts';
import { type Block, BlockGroup } from './block-group.ts';
import { Emitter } from './emitter.ts';

/** As many new characters as a frame can show in its time, about. */
const FRAME_CHARACTERS = 600;
/** Of more than that a frame takes this share, so that a page that comes back to a long text is soon at its end. */
const FRAME_SHARE = 1 / 6;
/**
 * From this length on a block that is parsed as a whole costs more than what is new in it: then a frame takes all that has
 * come. Code is read on line by line.
 */
const LONG_BLOCK = 4_000;

/**
 * One growing text as groups of blocks. Text goes in by `append` or `setText`, at most once a frame; the groups tell
 * their own listeners, and the store itself emits only when a group is added or the text starts over.
 */
export class BlockStore extends Emitter {
  groups: readonly BlockGroup[] = [new BlockGroup(0)];
  environment: ParseEnvironment = createEnvironment();
  /** Grows with every definition that can change blocks above it. */
  revision = 0;
  /** Grows when the text starts over: nothing on the page may be kept then. */
  generation = 0;
  private readonly pace: FramePace;
  private splitter: BlockSplitter;
  private readonly changed = new Set<Emitter>();
  /** What `setText` was given last, and how much of it was read. */
  private source: TextSource = '';
  private length = 0;
  private pending = '';
  private endsInReturn = false;
  private nextId = 0;
  private hasNews = false;
  private leftOver = false;
  private cancelFrame: (() => void) | undefined;

  constructor(pace = pagePace) {
    super();
    this.pace = pace;
    this.splitter = this.createSplitter();
  }

  get isComplete(): boolean {
    return this.environment.isComplete;
  }

  /** Adds text at the end. It is shown with the next frame at the latest, or later where a block is monstrous. */
  append(text: string): void {
    // Without text it still asks again for a frame that `stop` took back.
    if (!text && !this.hasNews) return;
    this.pending += text;
    this.request();
  }

  /**
   * Takes the first `length` characters of a text. Where they only grew, the new end is read; otherwise it starts over.
   * `isDone` seals what is left. Call it once a frame at most: a string that grew by `+=` is copied whole to be read.
   */
  setText(text: TextSource, isDone: boolean, length = text.length): void {
    const grew = length >= this.length && goesOn(text, this.source, this.length);
    if (!grew || (this.isComplete && (length > this.length || !isDone))) this.startOver();
    const added = text.slice(this.length, length);
    this.source = text;
    this.length = length;
    if (isDone) {
      this.pending += added;
      this.finish();
    } else {
      this.append(added);
    }
  }

  /** Reads everything at once without asking for frames: a stored text, or the first render of one. */
  static of(text: TextSource, isDone: boolean): BlockStore {
    const store = new BlockStore();
    store.source = text;
    store.length = text.length;
    store.pending = text.slice(0);
    if (isDone) {
      store.finish();
    } else {
      store.feed();
      store.show();
    }
    return store;
  }

  /** Seals what is left. Further text starts over. */
  finish(): void {
    if (this.isComplete) return;
    this.feed();
    if (this.endsInReturn) this.splitter.append('\n');
    this.endsInReturn = false;
    this.splitter.end();
    this.environment.isComplete = true;
    const { footnoteNumbers, definedFootnotes } = this.environment;
    if ([...footnoteNumbers.keys()].some((label) => !definedFootnotes.has(label))) this.renderAgain();
    for (const group of this.groups.slice(-2)) this.changed.add(group);
    this.show();
    this.stop();
  }

  /** Takes back the frame that was asked for. The store can go on afterwards. */
  stop(): void {
    this.cancelFrame?.();
    this.cancelFrame = undefined;
  }

  private startOver(): void {
    this.stop();
    this.generation++;
    this.environment = createEnvironment();
    this.splitter = this.createSplitter();
    this.groups = [new BlockGroup(0)];
    this.source = this.pending = '';
    this.length = 0;
    this.endsInReturn = this.leftOver = false;
    this.changed.clear();
    this.changed.add(this);
  }

  /** Shows the first text of a frame at once and gathers the rest of that frame's for the next. */
  private request(): void {
    this.hasNews = true;
    if (this.cancelFrame) return;
    if (this.mayShow) this.flush();
    this.book();
  }

  /** What a frame left over comes with the next: the rest is for what follows it. */
  private get mayShow(): boolean {
    return this.leftOver || this.pace.clock.now() >= this.pace.restsUntil;
  }

  private book(): void {
    this.cancelFrame = this.pace.clock.nextFrame(() => {
      this.cancelFrame = undefined;
      if (!this.hasNews) return;
      if (this.mayShow) this.flush();
      this.book();
    });
  }

  private flush(): void {
    this.pace.frameBegins();
    const { tail, kind } = this.splitter;
    const isParsedAgain = kind === 'text' && tail.length > LONG_BLOCK;
    const { length } = this.pending;
    const portion = Math.max(FRAME_CHARACTERS, Math.ceil(length * FRAME_SHARE));
    this.feed(isParsedAgain || length < 2 * FRAME_CHARACTERS ? length : portion);
    this.hasNews = this.leftOver = this.pending !== '';
    this.show();
  }

  private feed(characters = this.pending.length): void {
    if (!this.pending) return;
    const end = splitsPair(this.pending, characters) ? characters + 1 : characters;
    let text = (this.endsInReturn ? '\r' : '') + this.pending.slice(0, end);
    this.pending = this.pending.slice(end);
    // A carriage return at the end may be half of a line ending.
    this.endsInReturn = text.endsWith('\r');
    if (this.endsInReturn) text = text.slice(0, -1);
    this.splitter.append(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
  }

  private show(): void {
    const { tail, kind } = this.splitter;
    const group = this.groups.at(-1);
    const open = tail.trim() ? { id: this.nextId, text: tail, kind, isSealed: false } : undefined;
    if (group && open !== undefined) this.put(group, open);
    else if (group?.putLast(undefined)) this.changed.add(group);
    const emitters = [...this.changed];
    this.changed.clear();
    for (const emitter of emitters) emitter.emit();
  }

  private createSplitter(): BlockSplitter {
    return new BlockSplitter((text, kind) => this.seal(text, kind));
  }

  private seal(text: string, kind: BlockKind): void {
    const group = this.groups.at(-1);
    if (!group) return;
    this.put(group, { id: this.nextId++, text, kind, isSealed: true });
    if (kind === 'text' && (text.includes(']:') || text.includes('[^'))) this.learn(text);
    if (!group.isFull) return;
    this.groups = [...this.groups, new BlockGroup(group.id + 1)];
    this.changed.add(this);
  }

  private put(group: BlockGroup, block: Block): void {
    const previous = group.blocks.length === 0 ? this.groups.at(-2) : undefined;
    if (!group.putLast(block)) return;
    this.changed.add(group);
    // With the first block of a group the caret leaves the group before.
    if (previous) this.changed.add(previous);
  }

  /** Reads definitions out of a block that just sealed, which may turn text above it into links. */
  private learn(text: string): void {
    const before = Object.keys(this.environment.references).length;
    parseSealed(text, this.environment);
    if (Object.keys(this.environment.references).length > before) this.renderAgain();
  }

  private renderAgain(): void {
    this.revision++;
    for (const group of this.groups) this.changed.add(group);
  }
}

/** Whether a cut at `index` would part the halves of a character. */
function splitsPair(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}
