import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Permissive licenses: use, change and redistribute, under no condition but the notice. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Unlicense',
]);

/** Packages with another license, or with none in the lock file, and why they are acceptable. */
const EXCEPTIONS: { packages: RegExp; reason: string }[] = [
  {
    packages: /^elkjs$/,
    reason:
      'EPL-2.0. Mermaid depends on it, but the build replaces it by no-elk.ts (scripts/drawing-frame.mjs), so it is never distributed.',
  },
  {
    packages: /^@img\/sharp-(libvips-|wasm32|win32-)/,
    reason:
      'LGPL-3.0 libvips in a shared library of its own. An optional dependency of Next for image optimization, which Runnel does not use.',
  },
  {
    packages: /^caniuse-lite$/,
    reason: 'CC-BY-4.0 data that Next reads while it builds; not part of the output.',
  },
  { packages: /^khroma$/, reason: 'MIT by its license file; its package.json does not say so.' },
  {
    packages: /^@next\/swc-/,
    reason: 'MIT like Next. npm could not look at the builds for other platforms; see complete-lock.mjs.',
  },
];

type LockedPackage = { license?: string; dev?: boolean };

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };
const production = Object.entries(lock.packages)
  .filter(([path, { dev }]) => path !== '' && !dev)
  .map(([path, { license }]) => ({ name: path.replace(/^.*node_modules\//, ''), license }));

/** Whether an SPDX expression can be satisfied with allowed licenses alone: all operands of AND, any operand of OR. */
function isAllowed(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((license) => ALLOWED.has(license)));
}

test('every production dependency has a permissive license or a reasoned exception', () => {
  expect(production.length).toBeGreaterThan(100);
  const offenders = production
    .filter(({ license }) => license === undefined || !isAllowed(license))
    .filter(({ name }) => !EXCEPTIONS.some(({ packages }) => packages.test(name)))
    .map(({ name, license }) => `${name}: ${license ?? 'no license'}`);
  expect(offenders).toEqual([]);
});

test('every exception still has a package that needs it', () => {
  const needless = EXCEPTIONS.filter(
    ({ packages }) =>
      !production.some(
        ({ name, license }) => packages.test(name) && (license === undefined || !isAllowed(license)),
      ),
  );
  expect(needless).toEqual([]);
});

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MPL-2.0 OR Apache-2.0)', true],
  ['EPL-2.0 OR GPL-3.0-or-later', false],
  ['Apache-2.0 AND LGPL-3.0-or-later', false],
])('%s is allowed: %s', (expression, expected) => {
  expect(isAllowed(expression)).toBe(expected);
});

test('docs/dependencies.md lists every direct dependency with its license', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const expected = [...Object.keys(dependencies), ...Object.keys(devDependencies)].map((name) => [
    name,
    lock.packages[`node_modules/${name}`]?.license,
  ]);
  const rows = read('docs/dependencies.md').matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\|/gm);
  expect([...rows].map(([, name, license]) => [name, license])).toEqual(expected);
});
