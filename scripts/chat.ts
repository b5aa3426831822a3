// Asks a model once: streams the answer to stdout, and everything else to stderr.
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import nextEnv from '@next/env';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { RunEvent, RunMetadata } from '#lib/protocol/run-event.ts';
import { EnvironmentError, environment } from '#lib/server/platform/environment.ts';
import { type ChatStream, streamChat } from '#lib/server/text-stream/chat-stream.ts';
import { ROOT } from './project.mjs';

const EXIT = { complete: 0, failed: 1, usage: 2, timeout: 124, stopped: 130 } as const;
const USAGE =
  'Usage: npm run chat -- [--model M] [--system S] [--json] [--timeout SECONDS] "prompt"   (or the prompt on stdin)';

type CommandLine = {
  prompt: string;
  model: string | undefined;
  system: string | undefined;
  json: boolean;
  timeoutMs: number | undefined;
};

/** An invalid command line. `message` ends with the usage. */
class UsageError extends Error {}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
// The reader of the pipe closed it, as `head` does. That is not a failure.
let pipeClosed = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  pipeClosed = true;
  stopping.abort();
});

process.exitCode = await main();

async function main(): Promise<number> {
  nextEnv.loadEnvConfig(ROOT, false, { info: () => {}, error: console.error });
  let commandLine: CommandLine;
  try {
    environment();
    commandLine = await readCommandLine();
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  const chat = streamChat({
    prompt: commandLine.prompt,
    model: commandLine.model,
    settings: commandLine.system === undefined ? {} : { instructions: commandLine.system },
    signal: stopping.signal,
    ...(commandLine.timeoutMs === undefined ? {} : { timeouts: { runMs: commandLine.timeoutMs } }),
  });
  try {
    await print(chat, commandLine.json);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    endLine(chat, commandLine.json);
    console.error(`${error.code}: ${error.message}`);
    return /-timeout$/.test(error.code) ? EXIT.timeout : EXIT.failed;
  }
  if (pipeClosed) return EXIT.complete;
  endLine(chat, commandLine.json);
  const { outcome, metadata } = chat.answer;
  if (outcome === 'stopped') console.error('Stopped.');
  else if (outcome !== 'complete') console.error(`The answer is incomplete: ${outcome}.`);
  if (process.stderr.isTTY && metadata) console.error(runSummary(metadata));
  if (outcome === 'stopped') return EXIT.stopped;
  return outcome === 'complete' ? EXIT.complete : EXIT.failed;
}

/** Writes each event as it arrives, with backpressure. */
async function print(chat: ChatStream, json: boolean): Promise<void> {
  const names = new Map<string, string>();
  for await (const event of chat) {
    if (json) await write(`${JSON.stringify(event)}\n`);
    else if (event.type === 'text-delta') await write(event.delta);
    else printToolEvent(event, names);
  }
}

function printToolEvent(event: RunEvent, names: Map<string, string>): void {
  if (event.type === 'tool-input-available') {
    names.set(event.toolCallId, event.toolName);
    console.error(`→ ${event.toolName} ${JSON.stringify(event.input)}`);
  }
  if (event.type === 'tool-output-available') console.error(`← ${JSON.stringify(event.output)}`);
  if (event.type === 'tool-output-error')
    console.error(`← ${names.get(event.toolCallId) ?? ''} ${event.errorText}`);
}

function write(output: string): Promise<void> | undefined {
  if (pipeClosed || process.stdout.write(output)) return undefined;
  return new Promise((resolve) => {
    process.stdout.once('drain', resolve);
    process.stdout.once('error', () => resolve());
    stopping.signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** In a terminal, puts the shell's prompt on a new line. A pipe gets the answer and nothing else. */
function endLine(chat: ChatStream, json: boolean): void {
  const { text } = chat.answer;
  if (!json && process.stdout.isTTY && text !== '' && !text.endsWith('\n')) process.stdout.write('\n');
}

function runSummary({ model, firstTokenMs, tokensPerSecond, outputTokens }: RunMetadata): string {
  return [
    model,
    firstTokenMs === undefined ? 'no token' : `first token after ${firstTokenMs} ms`,
    ...(outputTokens === undefined ? [] : [`${outputTokens} tokens`]),
    ...(tokensPerSecond === undefined ? [] : [`${tokensPerSecond} tokens/s`]),
  ].join(' · ');
}

async function readCommandLine(): Promise<CommandLine> {
  const { values, positionals } = parse();
  if (positionals.length > 1) throw new UsageError(`Pass one prompt, in quotes.\n${USAGE}`);
  let timeoutMs: number | undefined;
  if (values.timeout !== undefined) {
    timeoutMs = Math.ceil(Number(values.timeout) * 1000);
    // setTimeout takes at most 2^31 - 1 ms.
    if (!(timeoutMs > 0 && timeoutMs < 2 ** 31))
      throw new UsageError(`--timeout must be a number of seconds.\n${USAGE}`);
  }
  const prompt = positionals[0] ?? (process.stdin.isTTY ? '' : await text(process.stdin));
  if (prompt.trim() === '') throw new UsageError(`Pass a prompt.\n${USAGE}`);
  return { prompt, model: values.model, system: values.system, json: values.json === true, timeoutMs };
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
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  }
}
