// Builds the frame that draws diagrams: its document, and the modules that the page sends to it. next.config.ts runs it before each build.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './project.mjs';

const SOURCES = join(ROOT, 'lib/markdown/drawing');
/** The folder with the results, by their hash: files under such a path never change. */
const PATH = '/frames/diagrams/';

const OPTIONS = {
  absWorkingDir: ROOT,
  bundle: true,
  minify: true,
  write: false,
  target: 'es2022',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
};

/**
 * Builds the frame into `public`.
 * @returns {Promise<{ DRAWING_FOLDER: string, DRAWING_MODULES: string }>} the path of its folder, and the names of the modules that
 *   draw any diagram, each after those that it imports
 */
export async function buildDrawingFrame() {
  const { build } = await import('esbuild');
  const script = await build({ ...OPTIONS, entryPoints: [join(SOURCES, 'frame-script.ts')], format: 'iife' });
  const drawing = await build({
    ...OPTIONS,
    entryPoints: [join(SOURCES, 'mermaid-drawing.ts')],
    outdir: 'out',
    format: 'esm',
    splitting: true,
    metafile: true,
    alias: { 'elkjs/lib/elk.bundled.js': join(SOURCES, 'no-elk.ts') },
  });
  const { texts, entry } = modulesOf(drawing);
  const files = { ...texts, 'frame.html': documentWith(script.outputFiles[0].text.trim()) };
  const hash = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  const folder = join(ROOT, 'public', PATH, hash);
  if (!existsSync(folder)) {
    rmSync(join(ROOT, 'public', PATH), { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  }
  return { DRAWING_FOLDER: `${PATH}${hash}/`, DRAWING_MODULES: entry.join(' ') };
}

/**
 * The document of the frame. It may run its own script, and modules from `blob:` URLs that this script creates. It may request nothing
 * and runs no event handler that is written as an attribute. Mermaid writes styles.
 */
function documentWith(script) {
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}' blob:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<title>Diagrams</title>
<style>body { margin: 0; font-family: system-ui, sans-serif; }</style>
<body><script>${script}</script>
`;
}

/**
 * The text of each module, in which `import()` names all modules that it needs (frame-script.ts), and what the entry needs.
 * @param {import('esbuild').BuildResult<{ write: false, metafile: true }>} result
 */
function modulesOf({ outputFiles, metafile }) {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const withImports = (name, before = []) => {
    if (before.includes(name)) throw new Error(`${name} imports itself.`);
    const imported = outputs.get(name).imports.filter(({ kind }) => kind === 'import-statement');
    const names = imported.flatMap(({ path }) => withImports(basename(path), [...before, name]));
    return [...new Set([...names, name])];
  };
  const textOf = ({ text }) =>
    text.replace(
      /\bimport\("\.\/([\w-]+\.js)"\)/g,
      (_, name) => `importModules(${JSON.stringify(withImports(name))})`,
    );
  return {
    texts: Object.fromEntries(outputFiles.map((file) => [basename(file.path), textOf(file)])),
    entry: withImports('mermaid-drawing.js'),
  };
}
