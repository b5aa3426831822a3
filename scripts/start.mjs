// npm start · npm run dev: installs missing packages, builds if the sources changed, and serves.
import { join } from 'node:path';
import { endTogether, exitCodeOf, startChild } from './processes.mjs';
import { ensureBuilt, ensureInstalled, nodeBinary, ROOT } from './project.mjs';

const development = process.argv.includes('--dev');
endTogether({ packageFile: join(ROOT, 'package.json') });

try {
  await ensureInstalled();
  if (!development) await ensureBuilt();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const server = startChild(
  nodeBinary(),
  ['--conditions=react-server', join(ROOT, 'scripts/serve.ts'), ...(development ? ['--dev'] : [])],
  { cwd: ROOT, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
server.on('exit', (code, signal) => process.exit(code ?? exitCodeOf(signal)));
