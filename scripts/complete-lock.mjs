// npm run lock: completes the lock file after a change of packages.
// npm leaves out the optional packages of other platforms when it could not look at them, and npm ci then refuses the
// file. Each is pinned to the version that the package which wants it names.
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
console.log(`${added} packages added to the lock file.`);
