/**
 * Parses random documents block by block and as a whole, and prints those for which the results differ.
 * `node bench/markdown/fuzz.ts [count = 100000] [first seed = 1]`
 */
import { splitMismatch } from '#lib/markdown/fixtures/split-check.ts';

const count = Number(process.argv[2] ?? 100_000);
const first = Number(process.argv[3] ?? 1);
let mismatches = 0;
for (let seed = first; seed < first + count; seed++) {
  const text = splitMismatch(seed);
  if (text === undefined) continue;
  mismatches++;
  console.log(`seed ${seed}: ${JSON.stringify(text)}`);
}
console.log(`${count} documents, ${mismatches} mismatches`);
process.exitCode = mismatches > 0 ? 1 : 0;
