import { afterEach, expect, test, vi } from 'vitest';
import { run } from './project.mjs';

afterEach(() => void vi.restoreAllMocks());

/** Runs a script that prints `text` and fails, as a build does. */
const fail = (text: string) => {
  const script = `console.error(${JSON.stringify(text)}); process.exit(3)`;
  return run(process.execPath, ['-e', script], { output: 'on failure' });
};

test.each([
  "Error: ENOSPC: no space left on device, write\n    at async writeFile (node:internal/fs/promises:1)\n  code: 'ENOSPC'",
  'Failed to write app endpoint /page\nCaused by:\n- No space left on device (os error 28)',
  'Error: EDQUOT: disk quota exceeded, open',
  'failed to write to "/page.js"\n\nCaused by:\n- File too large (os error 27)',
])('reports a full disk in one line: %j', async (text) => {
  const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(fail(text)).rejects.toThrow(/^The disk is full, .*$/);
  expect(print).not.toHaveBeenCalled();
});

test('shows the output of any other failure', async () => {
  const print = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await fail('Type error: no')).toBe(3);
  expect(print.mock.calls).toEqual([['Type error: no\n']]);
});
