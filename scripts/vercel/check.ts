// npm run check:vercel: builds the project as Vercel does, and tries the built run endpoint in Vercel's own runtime.
import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { endTogether } from '../processes.mjs';
import { ROOT, run } from '../project.mjs';
import { copyProject } from '../project-copy.ts';
import { checkRunEndpoint } from './run-endpoint-check.ts';

const PACKAGES = ['vercel@60.1.3', 'edge-runtime@4.0.1'];
/** Of one edge function, compressed and without its source map. The limit of Vercel's smallest plan is 1 MB. */
const MAX_KILOBYTES = 600;
/** What `vercel link` would write. */
const PROJECT = { projectId: 'prj_local', orgId: 'team_local', settings: { framework: 'nextjs' } };

endTogether({ packageFile: join(ROOT, 'package.json') });
const folder = mkdtempSync(join(tmpdir(), 'runnel-vercel-'));
try {
  const [tools, project] = [join(folder, 'tools'), join(folder, 'project')];
  copyProject(project);
  linkProject(project);
  await build(tools, project);
  const functions = join(project, '.vercel/output/functions');
  checkSizes(functions);
  checkPolicies(join(project, '.vercel/output/config.json'));
  await checkRunEndpoint(join(functions, 'api/chats/[chatId]/run.func'), tools);
  console.log('On Vercel, an answer streams, resumes and stops.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(); // the function retains its run logs for ten minutes, with a timer that a platform would freeze

function linkProject(target: string): void {
  mkdirSync(join(target, '.vercel'));
  writeFileSync(join(target, '.vercel/project.json'), JSON.stringify(PROJECT));
}

async function build(tools: string, project: string): Promise<void> {
  mkdirSync(tools);
  writeFileSync(join(tools, 'package.json'), '{"private":true}');
  const npm = ['install', '--no-audit', '--no-fund', '--loglevel=error', ...PACKAGES];
  assert.equal(await run('npm', npm, { cwd: tools, output: 'on failure' }), 0, 'npm install failed.');
  const vercel = join(tools, 'node_modules/.bin/vercel');
  const env = { VERCEL_TELEMETRY_DISABLED: '1', NO_UPDATE_NOTIFIER: '1' };
  assert.equal(
    await run(vercel, ['build', '--yes'], { cwd: project, env, output: 'on failure' }),
    0,
    'vercel build failed.',
  );
}

/** Fails unless the pages' content security policy allows inline scripts by their hashes only. */
function checkPolicies(configuration: string): void {
  const { routes } = JSON.parse(readFileSync(configuration, 'utf8')) as {
    routes: { headers?: Record<string, string> }[];
  };
  const scriptSources = routes
    .flatMap(({ headers = {} }) => Object.entries(headers))
    .filter(([name]) => name.toLowerCase() === 'content-security-policy')
    .map(([, policy]) => /script-src ([^;]*)/.exec(policy)?.[1] ?? '');
  assert.ok(
    scriptSources.some((sources) => sources.includes("'sha256-")),
    'No policy allows inline scripts by hash.',
  );
  assert.deepEqual(
    scriptSources.filter((sources) => sources.includes("'unsafe-")),
    [],
    'A policy allows any inline script.',
  );
  console.log(`${scriptSources.length} content security policies, none of which allows any inline script.`);
}

/** Prints the size of each edge function, and fails when one is too large. */
function checkSizes(functions: string): void {
  const files = readdirSync(functions, { recursive: true, encoding: 'utf8' });
  const configurations = files.filter((file) => file.endsWith('.vc-config.json'));
  const folders = new Set(configurations.map((file) => realpathSync(dirname(join(functions, file)))));
  const isEdge = (path: string) =>
    JSON.parse(readFileSync(join(path, '.vc-config.json'), 'utf8')).runtime === 'edge';
  const sizes = [...folders].filter(isEdge).map((path) => ({
    function: relative(functions, path),
    kilobytes: Math.ceil(gzipSync(readFileSync(join(path, 'index.js'))).byteLength / 1_024),
  }));
  console.table(sizes);
  const tooLarge = sizes.filter(({ kilobytes }) => kilobytes > MAX_KILOBYTES);
  assert.deepEqual(tooLarge, [], `An edge function has more than ${MAX_KILOBYTES} KB.`);
  assert.notEqual(sizes.length, 0, 'There is no edge function.');
}
