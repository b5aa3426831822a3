import { describe, expect, it, vi } from 'vitest';
import { MemoryClaim } from './held-memory.ts';
import { IncomingBodies } from './incoming-bodies.ts';

const MB = 1024 * 1024;
const nobody = () => {};

function fill(bodies: IncomingBodies, abort: () => void = nobody) {
  return Array.from({ length: 6 }, () => bodies.admit(4 * MB, abort));
}

describe('IncomingBodies', () => {
  it('admits 24 MB together, and more once a body is complete or its client is gone', () => {
    const bodies = new IncomingBodies();
    const [first] = fill(bodies);
    expect(bodies.admit(1, nobody)).toBeUndefined();
    first?.release();
    first?.release();
    expect(bodies.admit(4 * MB, nobody)).toBeDefined();
    expect(bodies.admit(1, nobody)).toBeUndefined();
  });

  it('aborts no more slow bodies than it has to, the oldest first, when another needs their room', () => {
    let now = 0;
    const bodies = new IncomingBodies(() => now);
    const aborted: string[] = [];
    bodies.admit(12 * MB, () => aborted.push('first'));
    bodies.admit(12 * MB, () => aborted.push('second'));
    now = 5_000;
    expect(bodies.admit(4 * MB, nobody)).toBeUndefined();
    now = 5_001;
    expect(bodies.admit(4 * MB, nobody)).toBeDefined();
    expect(bodies.admit(4 * MB, nobody)).toBeDefined();
    expect(aborted).toEqual(['first']);
  });

  it('leaves slow bodies alone while there is room', () => {
    let now = 0;
    const bodies = new IncomingBodies(() => now);
    const abort = vi.fn();
    bodies.admit(4 * MB, abort);
    now = 200_000;
    expect(bodies.admit(4 * MB, nobody)).toBeDefined();
    expect(abort).not.toHaveBeenCalled();
  });

  it('aborts no body that arrives at 32 KB/s, nor any for a body that would not fit all the same', () => {
    let now = 0;
    const bodies = new IncomingBodies(() => now);
    const abort = vi.fn();
    const [first] = fill(bodies, abort);
    now = 10_000;
    first?.receive(320 * 1024);
    expect(bodies.admit(24 * MB, nobody)).toBeUndefined();
    expect(abort).not.toHaveBeenCalled();
    expect(bodies.admit(20 * MB, nobody)).toBeDefined();
    expect(abort).toHaveBeenCalledTimes(5);
  });

  it('admits no body that would not fit beside the prompts of live runs', () => {
    const bodies = new IncomingBodies();
    const prompts = new MemoryClaim();
    prompts.grow(60 * MB);
    expect(bodies.admit(5 * MB, nobody)).toBeUndefined();
    expect(bodies.admit(4 * MB, nobody)).toBeDefined();
    expect(bodies.admit(1, nobody)).toBeUndefined();
    prompts.release();
    expect(bodies.admit(4 * MB, nobody)).toBeDefined();
  });
});
