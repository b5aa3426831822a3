import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunLogStore } from '../run-log.ts';

let directory: string;
let warn: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runnel-data-'));
  warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  process.emit('exit', 0); // closes the databases
  process.removeAllListeners('exit');
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true });
});

/** What a fresh process with these variables has after its start. */
async function start(variables: Record<string, string>) {
  vi.resetModules();
  Reflect.deleteProperty(performance, 'runnel');
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const { openDataDirectory } = await import('./data-directory.ts');
  openDataDirectory();
  const { runLogStore } = await import('../run-log-store.ts');
  const { sign } = await import('#lib/server/platform/signature.ts');
  const store: RunLogStore = runLogStore();
  return { store, signature: await sign('text') };
}

/** The permissions of a file, such as 0o600. */
const modeOf = (...path: string[]) => statSync(join(directory, ...path)).mode & 0o777;

test('the directory and its files are for the user of the server alone', async () => {
  const DATA_DIR = join(directory, 'made', 'here');
  const { store } = await start({ DATA_DIR });
  expect(await store.checkHealth()).toEqual({ store: 'disk', problem: undefined });
  const files = ['', 'session-secret', 'runs.db', 'runs.db-wal'].map((name) => modeOf('made', 'here', name));
  expect(files).toEqual([0o700, 0o600, 0o600, 0o600]);
});

test('the secret is generated once, and signs alike after a restart and in a second server', async () => {
  const first = await start({ DATA_DIR: directory, OPENAI_API_KEY: 'sk-one' });
  const second = await start({ DATA_DIR: directory, OPENAI_API_KEY: 'sk-two' });
  expect(second.signature).toBe(first.signature);
  expect(readFileSync(join(directory, 'session-secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  expect(await second.store.checkHealth()).toEqual({ store: 'memory', problem: 'disk-in-use' });
});

test('a secret that is too short is replaced', async () => {
  writeFileSync(join(directory, 'session-secret'), 'short');
  await start({ DATA_DIR: directory });
  expect(readFileSync(join(directory, 'session-secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
});

test('SESSION_SECRET takes precedence over the stored secret', async () => {
  const SESSION_SECRET = 'a secret of sixteen letters';
  const inMemory = await start({ DATA_DIR: 'memory', SESSION_SECRET });
  expect(await inMemory.store.checkHealth()).toEqual({ store: 'memory', problem: undefined });
  expect((await start({ DATA_DIR: directory, SESSION_SECRET })).signature).toBe(inMemory.signature);
});

test('without a disk, the secret is derived from the API key', async () => {
  const signatures = [];
  for (const OPENAI_API_KEY of ['sk-one', 'sk-one', 'sk-two']) {
    signatures.push((await start({ DATA_DIR: 'memory', OPENAI_API_KEY })).signature);
  }
  expect(signatures[1]).toBe(signatures[0]);
  expect(signatures[2]).not.toBe(signatures[0]);
});

test('a directory that cannot be created is one line, and run logs stay in memory', async () => {
  writeFileSync(join(directory, 'file'), '');
  const { store } = await start({ DATA_DIR: join(directory, 'file', 'below') });
  expect(await store.checkHealth()).toEqual({ store: 'memory', problem: 'disk-failed' });
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^DATA_DIR: .*Run logs stay in memory\.$/)]]);
});

test('servers with a Redis store nothing here', async () => {
  await start({
    DATA_DIR: join(directory, 'unused'),
    KV_REST_API_URL: 'https://redis.example',
    KV_REST_API_TOKEN: 'token',
    OPENAI_API_KEY: 'sk-one',
  });
  expect(() => modeOf('unused')).toThrow('ENOENT');
});
