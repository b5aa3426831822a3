import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import { build } from 'esbuild';
import type { ProgramOutput } from '../lib/tools/program-output.ts';
import { test } from './fixtures/engine-test.ts';

/** The sandbox in a page of its own, because it does not depend on the chat. */
let script: string;
/** A server that programs may try to reach, and the paths that were requested from it. */
let outside: Server;
let address: string;
const asked: string[] = [];

test.beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ['lib/client/tools/run-program.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'runner',
  });
  script = outputFiles[0]?.text ?? '';
  outside = createServer((request, response) => {
    if (request.url === '/frames/program.html')
      return void response
        .setHeader('content-type', 'text/html')
        .end(readFileSync('public/frames/program.html'));
    asked.push(request.url ?? '');
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' }).end('<p>');
  }).listen(0, '127.0.0.1');
  await once(outside, 'listening');
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
test.afterAll(() => outside.close());

test.beforeEach(async ({ page }) => {
  await page.goto(`${address}/page`);
  await page.addScriptTag({ content: script });
  asked.length = 0;
});

const run = (page: Page, code: string, runMs = 3_000, outputLength = 20_000): Promise<ProgramOutput> =>
  page.evaluate(
    ([code, limits]) => {
      const { runProgram } = (
        globalThis as unknown as { runner: typeof import('../lib/client/tools/run-program.ts') }
      ).runner;
      return runProgram(code, new AbortController().signal, limits);
    },
    [code, { runMs, outputLength }] as const,
  );

test('a program can print, wait and return', { tag: '@firefox' }, async ({ page }) => {
  const code = `console.log('sum', { a: 1 }, [2n]); console.warn('careful');
    const value = await Promise.resolve(6);
    return value * 7;`;
  expect(await run(page, code)).toEqual({
    console: [
      { level: 'log', text: expect.stringMatching(/^sum \{\n {2}"a": 1\n\} \[\n {2}"2n"\n\]$/) },
      { level: 'warn', text: 'careful' },
    ],
    result: '42',
    durationMs: expect.any(Number),
  });
  expect(await page.locator('iframe').count()).toBe(0);
});

test('exceptions and syntax errors are reported with the output before them', { tag: '@firefox' }, async ({
  page,
}) => {
  expect(await run(page, "console.log('before'); null.x")).toMatchObject({
    console: [{ text: 'before' }],
    error: expect.stringMatching(/^TypeError: .*null/),
  });
  expect(await run(page, 'return (')).toMatchObject({ error: expect.stringContaining('SyntaxError') });
});

test('an endless loop is ended at its time limit, and the page stays responsive', {
  tag: '@firefox',
}, async ({ page }) => {
  const running = run(page, "console.log('in'); for (;;) {}", 700);
  await expect.poll(() => page.evaluate(() => document.querySelectorAll('iframe').length)).toBe(1);
  expect(await running).toMatchObject({
    console: [{ text: 'in' }],
    error: 'It did not finish in 0.7 seconds.',
  });
});

test('a stop ends a program at once with its reason, and removes its frame', { tag: '@firefox' }, async ({
  page,
}) => {
  const reason = await page.evaluate(async () => {
    const { runProgram } = (
      globalThis as unknown as { runner: typeof import('../lib/client/tools/run-program.ts') }
    ).runner;
    const controller = new AbortController();
    const running = runProgram('for (;;) {}', controller.signal);
    controller.abort('enough');
    return running.catch((reason: unknown) => reason);
  });
  expect(reason).toBe('enough');
  expect(await page.locator('iframe').count()).toBe(0);
});

test('output is truncated at its limit, and a program that floods is ended', { tag: '@firefox' }, async ({
  page,
}) => {
  const flood = await run(page, "for (;;) console.log('0123456789')", 3_000, 1_000);
  expect(flood.truncated).toBe(true);
  expect(flood.error).toBeUndefined();
  const length = flood.console.reduce((sum, { text }) => sum + text.length, 0);
  expect(length).toBeLessThanOrEqual(1_000);
  expect(await run(page, "return 'x'.repeat(5000)", 3_000, 1_000)).toMatchObject({
    result: 'x'.repeat(1_000),
    truncated: true,
  });
});

test('no program reaches the network, storage, or the page', { tag: '@firefox' }, async ({ page }) => {
  const attempts = [
    `await fetch('${address}/fetch'); return 'reached';`,
    `await fetch('${address}/beacon', { mode: 'no-cors', method: 'POST' }); return 'reached';`,
    `importScripts('${address}/import-scripts'); return 'reached';`,
    `await import('${address}/import'); return 'reached';`,
    `const request = new XMLHttpRequest(); request.open('GET', '${address}/xhr', false); request.send(); return 'reached';`,
    `await new Promise((open, fail) => { const socket = new WebSocket('${address.replace('http', 'ws')}/socket'); socket.onopen = open; socket.onerror = () => fail(new Error('closed')); }); return 'reached';`,
    `await new Promise((open, fail) => { const events = new EventSource('${address}/events'); events.onopen = open; events.onerror = () => fail(new Error('closed')); }); return 'reached';`,
    `await new Promise((open, fail) => {
      const answer = (word) => 'postMessage("' + word + '")';
      const script = 'fetch("${address}/worker").then(() => ' + answer('reached') + ', () => ' + answer('refused') + ')';
      const worker = self.inner = new Worker('data:text/javascript,' + script); // whose only reference is in the program
      worker.onmessage = ({ data }) => (data === 'reached' ? open() : fail(new Error(data)));
      worker.onerror = () => fail(new Error('closed'));
    }); return 'reached';`,
    `await new Promise((open, fail) => { const request = indexedDB.open('x'); request.onsuccess = open; request.onerror = () => fail(request.error); }); return 'reached';`,
    `await caches.open('x'); return 'reached';`,
    `return document.title;`,
    `return parent.location.href;`,
    `return localStorage.length;`,
  ];
  for (const code of attempts) {
    const output = await run(page, code);
    expect(output.result, code).toBeUndefined();
    expect(output.error, code).toEqual(expect.any(String));
    expect(output.error, code).not.toContain('did not finish');
  }
  expect(await run(page, 'return self.origin;')).toMatchObject({ result: 'null' });
  expect(asked).toEqual([]);
});

test('a program that forges messages affects only its own result', { tag: '@firefox' }, async ({ page }) => {
  const forged = await run(
    page,
    "postMessage({ type: 'end', result: { toString: 1 }, durationMs: 'x' }); for (;;) {}",
  );
  expect(typeof forged.durationMs).toBe('number');
  expect(await page.locator('iframe').count()).toBe(0);
});
