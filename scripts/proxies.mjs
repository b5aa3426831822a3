// Installs the reverse proxies that the tests put in front of a server.
import { installedProgram, installSystemPackage } from './project.mjs';

/** The proxies of docs/deploy.md, and the program that creates their certificates. */
const PROGRAMS = ['nginx', 'caddy', 'openssl'];

/**
 * Installs the programs where that is possible.
 * @returns {Promise<string[]>} those that are missing all the same
 */
export async function findMissingProxies() {
  const missing = [];
  for (const name of PROGRAMS) {
    const isInstalled = () => installedProgram([name]) !== undefined;
    if (isInstalled()) continue;
    console.error(`Installing ${name} …`);
    if (!((await installSystemPackage(name)) && isInstalled())) missing.push(name);
  }
  return missing;
}
