// npm run docs:settings: writes the settings into README.md, README.zh-CN.md and .env.example.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODE_MODULES, nodeBinary, ROOT, run } from './project.mjs';
import { envExample, withSettings } from './settings/render-settings.ts';

const READMES = { 'README.md': 'en', 'README.zh-CN.md': 'zh' } as const;

writeFileSync(join(ROOT, '.env.example'), envExample());
for (const [name, language] of Object.entries(READMES)) {
  const file = join(ROOT, name);
  writeFileSync(file, withSettings(readFileSync(file, 'utf8'), language));
}
const format = [join(NODE_MODULES, '@biomejs/biome/bin/biome'), 'format', '--write', ...Object.keys(READMES)];
process.exitCode = await run(nodeBinary(), format);
