import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.mjs';

/** Copies the project's files to `target`, as a clone has them: nothing that is installed, built or ignored. */
export function copyProject(target: string): void {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
  });
  for (const file of list.toString().split('\0').filter(Boolean)) {
    cpSync(join(ROOT, file), join(target, file));
  }
}
