import { useEffect, useReducer, useState } from 'react';
import { CodeLines } from './code-lines.ts';
import { useTokenizer } from './use-tokenizer.ts';

/** Milliseconds of a frame that one block may spend on colours. */
const BUDGET_MS = 4;

/** The lines of a block of code, coloured as far as a frame's budget allows; the rest follows frame by frame. */
export function useCodeLines(code: string, language: string): CodeLines {
  const [lines] = useState(() => new CodeLines());
  const [, nextRound] = useReducer((count: number) => count + 1, 0);
  const tokenizer = useTokenizer(language);
  // Reading on from where it stood gives the same lines however often React renders.
  lines.update(code);
  let isDone = true;
  if (tokenizer) {
    const until = performance.now() + BUDGET_MS;
    isDone = lines.highlight(tokenizer, () => performance.now() < until);
  }
  // Without a list of dependencies: each round that leaves lines over asks for the next.
  useEffect(() => {
    if (isDone) return;
    const frame = requestAnimationFrame(nextRound);
    return () => cancelAnimationFrame(frame);
  });
  return lines;
}
