// npm run chat: installs missing packages, then asks a model. Needs no build and no server.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, nodeBinary, ROOT } from './project.mjs';

try {
  await ensureInstalled();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const chat = spawn(
  nodeBinary(),
  ['--conditions=react-server', join(ROOT, 'scripts/chat.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
// Ctrl-C in a terminal reaches both processes. Forward signals that were sent to this one alone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => chat.kill(signal));
chat.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
