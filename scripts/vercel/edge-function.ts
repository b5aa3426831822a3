import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** The modules that Vercel provides to an edge function. */
const MODULES = new Set(['async_hooks', 'buffer', 'events', 'util', 'assert']);

type Handler = (request: Request, context: { waitUntil(work: Promise<unknown>): void }) => Promise<Response>;

/** The part of the package `edge-runtime` that is used here. */
type EdgeRuntimePackage = {
  EdgeRuntime: new (options: {
    extend(context: object): object;
  }) => { evaluate(code: string): void; context: { handle: Handler; Request: typeof Request } };
};

/** One instance of a function that `vercel build` has built, in Vercel's own runtime for edge functions. */
export class EdgeFunction {
  readonly #handle: Handler;
  readonly #Request: typeof Request;
  readonly #work: Promise<unknown>[] = [];

  /**
   * @param folder of the function, `….func`
   * @param tools the folder in which `edge-runtime` is installed
   */
  constructor(folder: string, tools: string, environment: Record<string, string>) {
    const { EdgeRuntime } = createRequire(join(tools, 'package.json'))('edge-runtime') as EdgeRuntimePackage;
    const { environment: built } = JSON.parse(readFileSync(join(folder, '.vc-config.json'), 'utf8'));
    const runtime = new EdgeRuntime({
      extend: (context) =>
        Object.assign(context, {
          AsyncLocalStorage,
          process: { env: { NODE_ENV: 'production', VERCEL: '1', ...built, ...environment } },
          require: requireProvided,
        }),
    });
    // The runtime evaluates scripts, and the function is a module.
    const code = readFileSync(join(folder, 'index.js'), 'utf8');
    runtime.evaluate(code.replace(/^\s*export default /m, 'globalThis.handle = '));
    this.#handle = runtime.context.handle;
    this.#Request = runtime.context.Request;
  }

  /** @param parameters of the route, which Vercel's router adds to the query */
  request(url: string, parameters: Record<string, string>, options: RequestInit = {}): Promise<Response> {
    const address = new URL(url);
    for (const [name, value] of Object.entries(parameters)) address.searchParams.set(`nxtP${name}`, value);
    const waitUntil = (work: Promise<unknown>) => void this.#work.push(work);
    return this.#handle(new this.#Request(address, options), { waitUntil });
  }

  /** Resolves when everything is done that may outlive its response. */
  async settled(): Promise<void> {
    await Promise.all(this.#work);
  }
}

function requireProvided(name: string): unknown {
  const module = name.replace(/^node:/, '');
  if (!MODULES.has(module)) throw new Error(`Vercel provides no ${name} to edge functions.`);
  return createRequire(import.meta.url)(`node:${module}`);
}
