// Builds what the Docker image holds into .next/standalone: Next's server with the packages it needs, and scripts/serve.ts.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { finishBuild } from './finish-build.mjs';
import { NEXT, nodeBinary, ROOT, run } from './project.mjs';

const OUTPUT = join(ROOT, '.next/standalone');

const code = await run(nodeBinary(), [NEXT, 'build'], { env: { NODE_ENV: 'production', STANDALONE: 'yes' } });
if (code !== 0) process.exit(code);
finishBuild(join(ROOT, '.next'));
for (const folder of ['public', '.next/static']) {
  cpSync(join(ROOT, folder), join(OUTPUT, folder), { recursive: true });
}
await build({
  entryPoints: [join(ROOT, 'scripts/serve.ts')],
  outfile: join(OUTPUT, 'scripts/serve.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['react-server'],
  external: ['@next/env'], // CommonJS; Next needs it too
});
cpSync(join(ROOT, 'scripts/exit-with-parent.mjs'), join(OUTPUT, 'scripts/exit-with-parent.mjs'));
