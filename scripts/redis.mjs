// Finds a redis-server for the tests, or gets one.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installSystemPackage } from './project.mjs';

const NAMES = ['redis-server', 'valkey-server'];

/**
 * The path of a redis-server: REDIS_SERVER_PATH, one that is installed, the system's package manager.
 * @returns {Promise<string>}
 * @throws an error that says what was tried and what to do
 */
export async function findRedisServer() {
  const installed = installedRedisServer();
  if (installed) return installed;
  console.error('Getting a redis-server …');
  const got = (await installSystemPackage('redis-server')) ? installedRedisServer() : undefined;
  if (got) return got;
  throw new Error(noRedisServer(['none is installed', 'apt-get install redis-server failed']));
}

/**
 * The path of a redis-server that is on this machine.
 * @returns {string | undefined}
 * @throws when REDIS_SERVER_PATH names nothing
 */
export function installedRedisServer() {
  const given = process.env.REDIS_SERVER_PATH;
  if (given && !existsSync(given)) {
    throw new Error(noRedisServer([`REDIS_SERVER_PATH names ${given}, which is not there`]));
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return given || candidates.find((path) => existsSync(path));
}

/** @param {string[]} tried */
export function noRedisServer(tried) {
  return `No redis-server for the tests: ${tried.join('; ')}. Install redis-server or valkey, or set REDIS_SERVER_PATH to one.`;
}
