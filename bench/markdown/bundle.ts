import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

/** Bundles a page of this folder like the app: minified, with a chunk for each dynamic import. */
export async function bundle(entries: string[], folder: string, external: string[] = []): Promise<Metafile> {
  const result = await build({
    // The app's bundler detects the worker; esbuild needs an entry for it.
    entryPoints: [...entries, 'lib/markdown/code/highlight-worker.ts'],
    outdir: folder,
    external,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    metafile: true,
    jsx: 'automatic',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.md': 'text', '.woff2': 'file', '.woff': 'file', '.ttf': 'file' },
    entryNames: '[name]',
    chunkNames: 'chunk-[name]-[hash]',
    assetNames: 'asset-[name]-[hash]',
    logLevel: 'error',
  });
  return result.metafile;
}

/** Gzipped bytes that an entry loads initially, by output file. */
export async function loadedAtOnce(
  metafile: Metafile,
  entry: string,
  read: (path: string) => Promise<Uint8Array>,
) {
  const sizes = new Map<string, number>();
  const visit = async (path: string) => {
    if (sizes.has(path)) return;
    sizes.set(path, gzipSync(await read(path), { level: 9 }).length);
    const statics =
      metafile.outputs[path]?.imports.filter(
        ({ kind, external }) => kind === 'import-statement' && !external,
      ) ?? [];
    for (const { path: next } of statics) await visit(next);
  };
  await visit(entry);
  return sizes;
}
