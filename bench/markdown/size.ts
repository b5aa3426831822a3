/** Prints gzipped sizes: the entry without React, and the chunks it loads on demand. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle, loadedAtOnce } from './bundle.ts';

const folder = await mkdtemp(join(tmpdir(), 'markdown-size-'));
const metafile = await bundle(['lib/markdown/markdown.tsx'], folder, ['react', 'react-dom']);
const at = (name: string) => relative('.', join(folder, name));
const kilobytes = (bytes: number) => `${(bytes / 1_024).toFixed(1)} KB`;
const gzipped = async (path: string) => gzipSync(await readFile(path), { level: 9 }).length;

const atOnce = await loadedAtOnce(metafile, at('markdown.js'), (path) => readFile(path));
const rows = [
  { what: 'entry, without React', gzip: [...atOnce.values()].reduce((sum, size) => sum + size, 0) },
  { what: 'its styles, with those of KaTeX', gzip: await gzipped(at('markdown.css')) },
];
const onDemand = {
  'formulas (KaTeX)': 'lib/markdown/math/katex-renderer.ts',
  'pictures of fences': 'lib/markdown/figure/fence-figure.tsx',
  'diagrams (mermaid, its core)': 'lib/markdown/drawing/mermaid-drawing.ts',
  'highlighter, in its worker': 'lib/markdown/code/highlight-worker.ts',
};
for (const [what, source] of Object.entries(onDemand)) {
  const output = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === source)?.[0];
  if (!output) continue;
  const sizes = await loadedAtOnce(metafile, output, (path) => readFile(path));
  const own = [...sizes].filter(([path]) => !atOnce.has(path) || source.includes('worker'));
  rows.push({ what, gzip: own.reduce((sum, [, size]) => sum + size, 0) });
}
console.table(rows.map(({ what, gzip }) => ({ what, gzip: kilobytes(gzip) })));
await rm(folder, { recursive: true });
