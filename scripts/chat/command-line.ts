import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

const USAGE = `Usage: npm run chat -- [--model M] [--system S] [--json] [--timeout SECONDS] [--record FILE] "prompt"   (or the prompt on stdin)
       npm run chat -- --replay FILE [--speed 0.25–8] [--json]`;

const MIN_SPEED = 0.25;
const MAX_SPEED = 8;
/** What asks a model, and means nothing for a replay. */
const ASKING = ['model', 'system', 'timeout', 'record'] as const;

export type Question = {
  prompt: string;
  model: string | undefined;
  system: string | undefined;
  timeoutMs: number | undefined;
  /** The file that the answer is recorded in. */
  record: string | undefined;
};

export type CommandLine = { json: boolean } & ({ ask: Question } | { replay: string; speed: number });

/** An invalid command line. `message` ends with the usage. */
export class UsageError extends Error {
  constructor(problem: string) {
    super(`${problem}\n${USAGE}`);
  }
}

/** Reads the command line, and the prompt from stdin if it is not there. @throws UsageError */
export async function readCommandLine(): Promise<CommandLine> {
  const { values, positionals } = parse();
  const { json = false, replay } = values;
  if (replay !== undefined) {
    const extra = positionals.length > 0 ? 'a prompt' : ASKING.find((name) => values[name] !== undefined);
    if (extra) throw new UsageError(`A replay takes no ${extra.replace('a ', '')}.`);
    return { json, replay, speed: readSpeed(values.speed ?? '1') };
  }
  if (values.speed !== undefined) throw new UsageError('--speed is for --replay.');
  if (positionals.length > 1) throw new UsageError('Pass one prompt, in quotes.');
  const timeoutMs = values.timeout === undefined ? undefined : readTimeout(values.timeout);
  const prompt = positionals[0] ?? (process.stdin.isTTY ? '' : await text(process.stdin));
  if (prompt.trim() === '') throw new UsageError('Pass a prompt.');
  return {
    json,
    ask: { prompt, model: values.model, system: values.system, timeoutMs, record: values.record },
  };
}

function readTimeout(seconds: string): number {
  const timeoutMs = Math.ceil(Number(seconds) * 1000);
  // setTimeout takes at most 2^31 - 1 ms.
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) throw new UsageError('--timeout must be a number of seconds.');
  return timeoutMs;
}

function readSpeed(value: string): number {
  const speed = Number(value);
  if (!(speed >= MIN_SPEED && speed <= MAX_SPEED))
    throw new UsageError(`--speed must be a number from ${MIN_SPEED} to ${MAX_SPEED}.`);
  return speed;
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        system: { type: 'string' },
        json: { type: 'boolean' },
        timeout: { type: 'string' },
        record: { type: 'string' },
        replay: { type: 'string' },
        speed: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
