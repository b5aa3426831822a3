// npm test: everything that must hold, in one command. The last line is `N passed, N failed`.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { findFirefox } from './firefox.mjs';
import { ensureBuilt, ensureInstalled, NEXT, NODE_MODULES, nodeBinary, ROOT, run } from './project.mjs';
import { findRedisServer } from './redis.mjs';

const RESULTS = join(ROOT, 'test-results');
const bin = (path) => join(NODE_MODULES, path);
let passed = 0;
let failed = 0;
/** What could not be looked at on this machine; said once more at the end, where it is read. */
const notTested = [];

/** One check that passes or fails as a whole. */
async function check(name, work) {
  console.log(`\n— ${name}`);
  try {
    const code = await work();
    if (code) throw new Error(`${name} failed with exit code ${code}.`);
    passed++;
    return true;
  } catch (error) {
    console.error(error.message);
    failed++;
    return false;
  }
}

/** A test runner, whose tests are counted from the report that it writes. */
async function suite(name, report, work, count) {
  console.log(`\n— ${name}`);
  const file = join(RESULTS, report);
  rmSync(file, { force: true });
  const code = await work(file).catch((error) => {
    console.error(error.message);
    return 1;
  });
  const counts = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
  passed += counts.passed;
  failed += counts.failed;
  // A runner that fails beside its tests, or that ran none, has failed.
  if ((code !== 0 && counts.failed === 0) || counts.passed + counts.failed === 0) failed++;
}

const node = (script, ...args) => run(nodeBinary(), [script, ...args]);

async function main() {
  if (!(await check('install', ensureInstalled))) return;
  await check('format and lint', () => node(bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'));
  await check(
    'types',
    async () =>
      (await run(nodeBinary(), [NEXT, 'typegen'], { quiet: true })) ||
      node(bin('typescript/bin/tsc'), '--noEmit'),
  );

  // The tests that need one find it by this, or fail: a store that is missing is never skipped.
  await check('redis-server', async () => {
    process.env.REDIS_SERVER_PATH = await findRedisServer();
  });
  await suite(
    'unit tests',
    'unit.json',
    (file) =>
      node(bin('vitest/vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${file}`),
    ({ numPassedTests, numFailedTests, numPendingTests }) => ({
      passed: numPassedTests,
      failed: numFailedTests + numPendingTests,
    }),
  );

  if (!(await check('build', ensureBuilt))) return;
  let browser = '';
  const found = await check('browser', async () => {
    browser = await findBrowser({ shell: true });
  });
  if (!found) return;
  const second = await findFirefox();
  if ('missing' in second)
    notTested.push(`No second engine, the main flows ran in Chromium alone: ${second.missing}`);
  await suite(
    'end-to-end tests',
    'e2e.json',
    () =>
      run(nodeBinary(), [bin('@playwright/test/cli.js'), 'test'], {
        env: { CHROMIUM_PATH: browser, FIREFOX_PATH: second.path ?? '' },
      }),
    ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }),
  );
}

await main();
for (const what of notTested) console.log(`\n${what}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
