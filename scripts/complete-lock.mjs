// npm run lock: completes the lock file after package.json changed.
// npm omits optional packages of other platforms when it cannot read their metadata, and `npm ci` then rejects the lock
// file. This adds each with the version that its parent asks for.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.mjs';

const file = join(ROOT, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;
let added = 0;

for (const parent of Object.values(packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`))) continue;
    const [, os] =
      /-(android|darwin|freebsd|linux|win32|openbsd|netbsd|sunos|aix|openharmony)\b/.exec(name) ?? [];
    const [, cpu] = /-(arm64|x64|arm|ia32|wasm32|riscv64|s390x|ppc64|loong64|mips64el)\b/.exec(name) ?? [];
    packages[`node_modules/${name}`] = {
      version,
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(parent.dev ? { dev: true } : {}),
      ...(/musl/.test(name) ? { libc: ['musl'] } : {}),
      optional: true,
      ...(os ? { os: [os] } : {}),
    };
    added++;
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`Added ${added} packages to the lock file.`);
