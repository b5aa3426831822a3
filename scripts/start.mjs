// npm start · npm run dev: installs missing packages, builds if the sources changed, and serves.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nodeBinary, ROOT } from './project.mjs';

const development = process.argv.includes('--dev');

try {
  await ensureInstalled();
  if (!development) await ensureBuilt();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const server = spawn(
  nodeBinary(),
  ['--conditions=react-server', join(ROOT, 'scripts/serve.ts'), ...(development ? ['--dev'] : [])],
  { cwd: ROOT, stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
