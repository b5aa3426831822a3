// npm test: all checks in one command. Its last line is `N passed, N failed`.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { findFirefox } from './firefox.mjs';
import { ensureBuilt, ensureInstalled, NEXT, NODE_MODULES, nodeBinary, ROOT, run } from './project.mjs';
import { findMissingProxies } from './proxies.mjs';
import { findRedisServer } from './redis.mjs';

const RESULTS = join(ROOT, 'test-results');
const bin = (path) => join(NODE_MODULES, path);
let passed = 0;
let failed = 0;
/** What this machine could not test; repeated at the end, where it is read. */
const notTested = [];

/** Runs `work` under a heading, and counts it as one test unless it does its own counting. */
async function phase(name, work) {
  console.log(`\n— ${name}`);
  const startedAt = performance.now();
  try {
    await work();
    return true;
  } catch (error) {
    console.error(error.message);
    failed++;
    return false;
  } finally {
    console.log(`${name}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  }
}

/** One check, which passes or fails as a whole. `work` resolves to nothing, or to an exit code. */
function check(name, work) {
  return phase(name, async () => {
    const code = await work();
    if (code) throw new Error(`${name} failed with exit code ${code}.`);
    passed++;
  });
}

/** A test runner, whose tests are counted from the report that it writes. */
function suite(name, report, work, count) {
  return phase(name, async () => {
    const file = join(RESULTS, report);
    rmSync(file, { force: true });
    const code = await work(file);
    const counts = existsSync(file)
      ? count(JSON.parse(readFileSync(file, 'utf8')))
      : { passed: 0, failed: 0 };
    passed += counts.passed;
    failed += counts.failed;
    if (counts.passed + counts.failed === 0) throw new Error(`${name} ran no test.`);
    if (code !== 0 && counts.failed === 0) throw new Error(`${name} failed with exit code ${code}.`);
  });
}

const node = (script, ...args) => run(nodeBinary(), [script, ...args]);

async function typegenAndCheck() {
  return (
    (await run(nodeBinary(), [NEXT, 'typegen'], { output: 'on failure' })) ||
    (await node(bin('typescript/bin/tsc'), '--noEmit'))
  );
}

function runUnitTests(file) {
  return node(
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${file}`,
  );
}

function runEndToEndTests(browser, firefox) {
  return run(nodeBinary(), [bin('@playwright/test/cli.js'), 'test'], {
    env: { CHROMIUM_PATH: browser, FIREFOX_PATH: firefox },
  });
}

async function main() {
  if (!(await check('install', ensureInstalled))) return;
  // Before the build, which writes the same generated types.
  await check('types', typegenAndCheck);
  const built = ensureBuilt().then(
    () => undefined,
    (error) => error,
  );
  await check('format and lint', () => node(bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'));
  // Tests find the server by this variable. Without one they fail: a missing store is never skipped.
  await check('redis-server', async () => {
    process.env.REDIS_SERVER_PATH = await findRedisServer();
  });
  await suite(
    'unit tests',
    'unit.json',
    runUnitTests,
    ({ numPassedTests, numFailedTests, numPendingTests }) => ({
      passed: numPassedTests,
      failed: numFailedTests + numPendingTests,
    }),
  );

  const isBuilt = await check('build', async () => {
    const error = await built;
    if (error) throw error;
  });
  if (!isBuilt) return;
  let browser = '';
  const found = await check('browser', async () => {
    browser = await findBrowser({ shell: true });
  });
  if (!found) return;
  const firefox = await findFirefox();
  if ('missing' in firefox)
    notTested.push(`No second engine: the main flows ran in Chromium only. ${firefox.missing}`);
  const missing = await findMissingProxies();
  if (missing.length > 0)
    notTested.push(`Not every reverse proxy: ${missing.join(' and ')} could not be installed.`);
  await suite(
    'end-to-end tests',
    'e2e.json',
    () => runEndToEndTests(browser, firefox.path ?? ''),
    ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }),
  );
}

await main();
for (const notice of notTested) console.log(`\n${notice}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
