// Run after `next build`, to write into the build the headers that depend on its pages or that Next lets no configuration set, the list of
// its files, and a hint for the browsers that compile them. Runs on any Node from 20 on and imports no package.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Asks V8 to compile a whole file when it is loaded, on another thread than the page's: https://v8.dev/blog/explicit-compile-hints */
const COMPILE_HINT = '//# allFunctionsCalledOnLoad\n';
/** Larger files are rarely used as a whole. */
const MOST_COMPILED_BYTES = 300_000;

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;
const SCRIPT_SOURCES = /(script-src [^;]*?) ?'unsafe-inline'/;
/** What chooses the language of a page, as in next.config.ts. */
const VARY = 'Accept-Language, Cookie';

/**
 * Completes the headers of a build, and of the standalone server in it if there is one, lists its files, and asks browsers to compile them.
 * @param {string} folder the folder of the build, `.next`
 */
export function finishBuild(folder) {
  for (const build of [folder, join(folder, 'standalone/.next')].filter((path) => existsSync(path))) {
    const pages = readdirSync(join(build, 'server/app'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.html'))
      .map((name) => join(build, 'server/app', name));
    allowInlineScripts(join(build, 'routes-manifest.json'), pages);
    for (const page of pages) declareLanguages(page.replace(/html$/, 'meta'));
  }
  requestCompilation(join(folder, 'static/chunks'));
  listFiles(folder);
}

/** Adds the hint. Without it, compiling functions on their first call takes a quarter of the time of a first question on a slow phone. */
function requestCompilation(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!name.endsWith('.js') || statSync(path).size > MOST_COMPILED_BYTES) continue;
    const source = readFileSync(path, 'utf8');
    if (!source.startsWith(COMPILE_HINT)) writeFileSync(path, COMPILE_HINT + source);
  }
}

/** Lists all files that a page may load later, for the service worker to cache them. */
function listFiles(folder) {
  const filesOf = (path, address) =>
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:css|html|js|woff2)$/.test(entry.name))
      .map((entry) => address + relative(path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
  const statics = join(folder, 'static');
  const files = [
    ...filesOf(join(statics, 'chunks'), '/_next/static/chunks/'),
    ...filesOf(join(statics, 'media'), '/_next/static/media/'),
    ...filesOf(join(folder, '../public/frames/diagrams'), '/frames/diagrams/'),
  ];
  const buildId = readFileSync(join(folder, 'BUILD_ID'), 'utf8');
  writeFileSync(join(statics, buildId, 'files.json'), JSON.stringify(files));
}

/**
 * Replaces `unsafe-inline` in the pages' content security policy by the hashes of their inline scripts. Next writes a page's data into
 * inline scripts when it prerenders the page, after it has read the headers from next.config.ts. `next start`, a standalone server and
 * Vercel's builder all read the headers from the routes manifest.
 * @throws if there is nothing to replace: the pages would be served with another policy than intended
 */
function allowInlineScripts(manifestFile, pages) {
  const scripts = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(INLINE_SCRIPT)].map(([, script]) => script),
  );
  const hashes = new Set(
    scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`),
  );
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  const policies = manifest.headers
    .flatMap(({ headers }) => headers)
    .filter(({ key, value }) => key === 'Content-Security-Policy' && SCRIPT_SOURCES.test(value));
  if (policies.length === 0 || hashes.size === 0)
    throw new Error(`No policy for inline scripts in ${manifestFile}.`);
  for (const policy of policies)
    policy.value = policy.value.replace(SCRIPT_SOURCES, `$1 ${[...hashes].join(' ')}`);
  writeFileSync(manifestFile, JSON.stringify(manifest));
}

/** Adds `Vary` to a page's own headers. Next replaces the one from next.config.ts by its own, and appends these. */
function declareLanguages(metaFile) {
  const meta = JSON.parse(readFileSync(metaFile, 'utf8'));
  writeFileSync(metaFile, JSON.stringify({ ...meta, headers: { ...meta.headers, vary: VARY } }));
}

// By name, because in the Docker image this file is a part of scripts/serve.mjs, whose address is then also this module's.
if (basename(process.argv[1] ?? '') === 'finish-build.mjs')
  finishBuild(fileURLToPath(new URL('../.next', import.meta.url)));
