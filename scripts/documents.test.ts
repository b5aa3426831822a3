import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['.github', 'app', 'bench', 'components', 'docs', 'e2e', 'lib', 'public', 'scripts'];
const files = [
  ...readdirSync(ROOT),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
];
const names = new Set(files.map((file) => basename(file)));
const documents = files.filter((file) => /^(?:docs\/.*|[^/]+)\.md$/.test(file));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The ids that GitHub gives the headings of a document. */
function anchorsOf(document: string): string[] {
  return [...read(document).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(documents)('%s', (document) => {
  const withoutCode = read(document).replace(/^```.*?^```/gms, '');

  test('has no dead link', () => {
    const links = [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const dead = links.filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('names only files that exist', () => {
    const code = [...withoutCode.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
    const paths = code.filter(
      (span) =>
        /^[\w@.[\]/-]+\.(?:tsx?|mjs|js|css|yaml|json)$/.test(span) ||
        /^(?:app|lib|components|e2e|scripts|bench)\/[\w./-]*$/.test(span),
    );
    const missing = paths.filter((path) =>
      path.includes('/') ? !existsSync(join(ROOT, path)) : !names.has(path),
    );
    expect(missing).toEqual([]);
  });
});

test('the index of decisions lists every decision', () => {
  const index = read('docs/decisions/README.md');
  const decisions = documents
    .filter((file) => /^docs\/decisions\/\d/.test(file))
    .map((file) => basename(file));
  const listed = [...index.matchAll(/^\| \[\d{3}\]\(([^)]*)\)/gm)].map(([, file]) => file);
  expect(listed).toEqual(decisions.sort());
});

test('every reference to a decision has the number of one', () => {
  const numbers = new Set(files.flatMap((file) => /^docs\/decisions\/(\d{3})/.exec(file)?.[1] ?? []));
  const unknown = files
    .filter((file) => /\.(?:tsx?|mjs|js|md)$/.test(file) && !file.startsWith('docs/decisions/README'))
    .flatMap((file) =>
      [...read(file).matchAll(/\bdecisions?[/ ](\d{3})\b/gi)]
        .filter(([, number = '']) => !numbers.has(number))
        .map(([text]) => `${file}: ${text}`),
    );
  expect(unknown).toEqual([]);
});
