import type { BlockKind } from '../split/block-splitter.ts';
import { Emitter } from './emitter.ts';

export interface Block {
  /** Unique in its store, and the same before and after sealing, so that sealing never remounts an element. */
  readonly id: number;
  readonly text: string;
  readonly kind: BlockKind;
  readonly isSealed: boolean;
}

/** The number of blocks that a browser skips together while they are off-screen. */
export const GROUP_SIZE = 24;

/** A group of consecutive blocks. Emits when one of them changes, or when a late link definition may change them. */
export class BlockGroup extends Emitter {
  readonly id: number;
  /** An open block is always the last. It is in the same list as the sealed ones, so that sealing keeps its place and its key. */
  blocks: readonly Block[] = [];
  isFull = false;

  constructor(id: number) {
    super();
    this.id = id;
  }

  /** Replaces the open block, or appends one if there is none. `undefined` removes it. Returns whether anything changed. */
  putLast(block: Block | undefined): boolean {
    const last = this.blocks.at(-1);
    const open = last && !last.isSealed ? last : undefined;
    if (open && block && open.text === block.text && open.isSealed === block.isSealed) return false;
    if (!open && !block) return false;
    const sealed = open ? this.blocks.slice(0, -1) : this.blocks;
    this.blocks = block ? [...sealed, block] : sealed;
    if (block?.isSealed && this.blocks.length >= GROUP_SIZE) this.isFull = true;
    return true;
  }
}
