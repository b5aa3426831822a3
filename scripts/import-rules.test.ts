import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** The smallest project that the rules apply to: one harmless file in each layer. */
const LAYERS = {
  'app/page.tsx': 'export const page = 1;\n',
  'components/chat/chat.tsx': 'export const chat = 1;\n',
  'lib/client/chat/session.ts': 'export const session = 1;\n',
  'lib/server/run/runs.ts': 'export const runs = 1;\n',
  'lib/protocol/ids.ts': 'export type Id = string;\nexport const id = 1;\n',
  'lib/sse/decoder.ts': 'export const decoder = 1;\n',
  'lib/frames/clock.ts': 'export const clock = 1;\n',
  'lib/tools/tool.ts': 'export const tool = 1;\n',
  'lib/lazy/lazy.ts': 'export const lazy = 1;\n',
  'lib/markdown/markdown.tsx': 'export const markdown = 1;\n',
  'lib/i18n/locale.ts': 'export const locale = 1;\n',
};

const RESTRICTED = 'lint/style/noRestrictedImports';
const CYCLE = 'lint/suspicious/noImportCycles';

/** Files that break a rule, and the rule they break. `a.ts` and `b.ts` import each other. */
const VIOLATIONS: [file: string, code: string, rule: string][] = [
  ['components/chat/server.tsx', "export { runs } from '#lib/server/run/runs.ts';", RESTRICTED],
  ['components/chat/page.tsx', "export { page } from '#app/page.tsx';", RESTRICTED],
  ['components/chat/far.tsx', "export { runs } from '../../lib/server/run/runs.ts';", RESTRICTED],
  ['components/chat/dynamic.tsx', "export const load = () => import('#lib/server/run/runs.ts');", RESTRICTED],
  ['lib/client/chat/server.ts', "export { runs } from '#lib/server/run/runs.ts';", RESTRICTED],
  ['lib/client/chat/component.ts', "export { chat } from '#components/chat/chat.tsx';", RESTRICTED],
  ['lib/client/chat/node.ts', "export { readFileSync } from 'node:fs';", RESTRICTED],
  ['lib/server/run/client.ts', "export { session } from '#lib/client/chat/session.ts';", RESTRICTED],
  ['lib/server/run/translation.ts', "export { locale } from '#lib/i18n/locale.ts';", RESTRICTED],
  ['lib/server/run/node.ts', "export { readFileSync } from 'node:fs';", RESTRICTED],
  ['lib/protocol/sse.ts', "export { decoder } from '#lib/sse/decoder.ts';", RESTRICTED],
  ['lib/protocol/relative.ts', "export { decoder } from '../sse/decoder.ts';", RESTRICTED],
  ['lib/sse/type.ts', "export type { Id } from '#lib/protocol/ids.ts';", RESTRICTED],
  ['lib/frames/client.ts', "export { session } from '#lib/client/chat/session.ts';", RESTRICTED],
  ['lib/tools/server.ts', "export { runs } from '#lib/server/run/runs.ts';", RESTRICTED],
  ['lib/lazy/markdown.ts', "export { markdown } from '#lib/markdown/markdown.tsx';", RESTRICTED],
  ['lib/markdown/translation.ts', "export { locale } from '#lib/i18n/locale.ts';", RESTRICTED],
  ['lib/i18n/client.ts', "export { session } from '#lib/client/chat/session.ts';", RESTRICTED],
  ['lib/tools/a.ts', "import { b } from './b.ts';\nexport const a = () => b;", CYCLE],
  ['lib/tools/b.ts', "import { a } from './a.ts';\nexport const b = () => a;", CYCLE],
  ['lib/client/chat/a.ts', "import type { B } from '#lib/client/run/b.ts';\nexport type A = B[];", CYCLE],
  ['lib/client/run/b.ts', "import type { A } from '#lib/client/chat/a.ts';\nexport type B = A[];", CYCLE],
];

/** Lints a project of these files as `npm run lint` does, with Runnel's own rules. */
function lint(files: Record<string, string>): { code: number | null; output: string } {
  const project = mkdtempSync(join(tmpdir(), 'import-rules-'));
  try {
    for (const name of ['biome.json', 'package.json']) copyFileSync(join(ROOT, name), join(project, name));
    for (const [file, code] of Object.entries(files)) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), code);
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        BIOME,
        'lint',
        '--error-on-warnings',
        '--vcs-enabled=false',
        '--reporter=github',
        '--max-diagnostics=none',
      ],
      { cwd: project, encoding: 'utf8' },
    );
    return { code: status, output: stdout + stderr };
  } finally {
    rmSync(project, { recursive: true });
  }
}

test('imports from a higher layer to a lower one pass', () => {
  const downward = {
    'app/layout.tsx': "export { chat } from '#components/chat/chat.tsx';\n",
    'components/chat/list.tsx': "export { session } from '#lib/client/chat/session.ts';\n",
    'lib/client/chat/tree.ts': "export { id } from '#lib/protocol/ids.ts';\n",
    'lib/server/run/start.ts': "export { decoder } from '#lib/sse/decoder.ts';\n",
    'lib/markdown/store.ts': "export { clock } from '#lib/frames/clock.ts';\n",
  };
  expect(lint({ ...LAYERS, ...downward })).toMatchObject({ code: 0 });
});

test('the linter reports each forbidden import and each file of a cycle, type-only ones included', () => {
  const planted = Object.fromEntries(VIOLATIONS.map(([file, code]) => [file, `${code}\n`]));
  const { code, output } = lint({ ...LAYERS, ...planted });
  const lines = output.split('\n');
  const unreported = VIOLATIONS.filter(
    ([file, , rule]) => !lines.some((line) => line.includes(`title=${rule},`) && line.includes(`/${file},`)),
  );
  expect(unreported).toEqual([]);
  expect(code).not.toBe(0);
});
