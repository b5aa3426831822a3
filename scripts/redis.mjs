// Finds or installs a redis-server for the tests.
import { existsSync } from 'node:fs';
import { installedProgram, installSystemPackage } from './project.mjs';

const NAMES = ['redis-server', 'valkey-server'];

/**
 * Finds the path of a redis-server: REDIS_SERVER_PATH, an installed one, or the system's package, in this order.
 * @returns {Promise<string>}
 * @throws with the attempts that failed, and how to help
 */
export async function findRedisServer() {
  const installed = installedRedisServer();
  if (installed) return installed;
  console.error('Installing a redis-server …');
  const added = (await installSystemPackage('redis-server')) ? installedRedisServer() : undefined;
  if (added) return added;
  throw new Error(noRedisServer(['none is installed', 'apt-get install redis-server failed']));
}

/**
 * The path of an installed redis-server.
 * @returns {string | undefined}
 * @throws when REDIS_SERVER_PATH is not a file
 */
export function installedRedisServer() {
  const given = process.env.REDIS_SERVER_PATH;
  if (given && !existsSync(given)) {
    throw new Error(noRedisServer([`REDIS_SERVER_PATH names ${given}, which does not exist`]));
  }
  return given || installedProgram(NAMES);
}

/**
 * The message of the error when there is none.
 * @param {string[]} tried the attempts that failed
 */
export function noRedisServer(tried) {
  return `No redis-server for the tests: ${tried.join('; ')}. Install redis-server or valkey, or set REDIS_SERVER_PATH to one.`;
}
