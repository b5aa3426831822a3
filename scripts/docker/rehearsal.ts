import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { run } from '../project.mjs';
import type { Instruction } from './dockerfile.ts';

/** A stage of a Dockerfile, in a folder that stands for the file system of its container. */
export class Stage {
  readonly root: string;
  /** Its variables. Programs run on the Node of this process, as the image's is another version than the machine's. */
  readonly env: Record<string, string> = {
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  };
  command: string[] = [];
  healthCheck: string[] = [];
  #folder = '/';

  constructor(root: string) {
    this.root = root;
    mkdirSync(root, { recursive: true });
  }

  /** The working folder. */
  get folder(): string {
    return this.#resolve('.');
  }

  /**
   * Executes one instruction.
   * @param stages the stages before, by name
   * @param context the folder that is the context of the build
   */
  async execute(
    { name, flags, value }: Instruction,
    { stages, context }: { stages: ReadonlyMap<string, Stage>; context: string },
  ): Promise<void> {
    switch (name) {
      case 'WORKDIR':
        this.#folder = value;
        mkdirSync(this.folder, { recursive: true });
        return;
      case 'COPY':
        return this.#copy(value.split(/\s+/), stages.get(flags.from ?? '')?.root ?? context);
      case 'RUN':
        return this.#run(value);
      case 'ENV':
        for (const [, key = '', setting = ''] of value.matchAll(/(\w+)=(\S+)/g)) {
          this.env[key] = isAbsolute(setting) ? join(this.root, setting) : setting;
        }
        return;
      case 'HEALTHCHECK':
        this.healthCheck = JSON.parse(value.replace(/^CMD\s+/, ''));
        return;
      case 'CMD':
        this.command = JSON.parse(value);
        return;
      case 'USER':
      case 'EXPOSE':
      case 'VOLUME':
        return; // what only a container has
      default:
        throw new Error(`The rehearsal does not know ${name}.`);
    }
  }

  #copy(paths: string[], from: string): void {
    const target = this.#resolve(paths.at(-1) ?? '');
    for (const path of paths.slice(0, -1)) {
      const isFile = /\.\w+$/.test(path);
      cpSync(join(from, path), isFile ? join(target, path) : target, {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
  }

  async #run(line: string): Promise<void> {
    const here = line.replace(/(?<=\s)\/(?=\w)/g, `${this.root}/`);
    // The image's user does not exist on this machine.
    const code = await run('sh', ['-ec', `chown() { :; }\n${here}`], {
      cwd: this.folder,
      env: this.env,
      output: 'on failure',
    });
    assert.equal(code, 0, `RUN ${line}`);
  }

  #resolve(path: string): string {
    return isAbsolute(path) ? join(this.root, path) : join(this.root, this.#folder, path);
  }
}
