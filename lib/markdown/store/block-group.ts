import type { BlockKind } from '../split/block-splitter.ts';
import { Emitter } from './emitter.ts';

export interface Block {
  /** Unique in its store, and the same before and after sealing, so that sealing never remounts what is read. */
  readonly id: number;
  readonly text: string;
  readonly kind: BlockKind;
  readonly isSealed: boolean;
}

/** Blocks a browser may skip as one while they are off the screen. */
export const GROUP_SIZE = 24;

/** A run of neighbouring blocks. It emits when one of them changes or a late link definition may have changed them. */
export class BlockGroup extends Emitter {
  readonly id: number;
  /** The open block, when there is one here, is the last: one list, so that sealing keeps its place and its key. */
  blocks: readonly Block[] = [];
  isFull = false;

  constructor(id: number) {
    super();
    this.id = id;
  }

  /** Puts a block in the place of the open one, or after the sealed ones. Returns whether anything changed. */
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
