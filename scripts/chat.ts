// Asks a model once: streams the answer to stdout, and everything else to stderr. Or replays a recorded answer.
import nextEnv from '@next/env';
import { ChatError } from '#lib/protocol/chat-error.ts';
import { RecordingError } from '#lib/protocol/recording/parse-recording.ts';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { EnvironmentError, environment } from '#lib/server/platform/environment.ts';
import type { ChatAnswer } from '#lib/server/text-stream/chat-answer.ts';
import { type ChatStream, streamChat } from '#lib/server/text-stream/chat-stream.ts';
import { type CommandLine, type Question, readCommandLine, UsageError } from './chat/command-line.ts';
import { Printer, runSummary } from './chat/printer.ts';
import { openRecorder } from './chat/recorder.ts';
import { ReplayedAnswer, readRecordingFile } from './chat/replay.ts';
import { ROOT } from './project.mjs';

const EXIT = { complete: 0, failed: 1, usage: 2, timeout: 124, stopped: 130 } as const;

/** An answer that streams: its events, and what they have made so far. */
type Streamed = { events: AsyncIterable<RunEvent>; source: { readonly answer: ChatAnswer } };

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

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
  const { json } = commandLine;
  const printer = new Printer({ json, stopping: stopping.signal, onPipeClosed: () => stopping.abort() });
  try {
    if ('ask' in commandLine) return await ask(commandLine.ask, printer);
    const replayed = new ReplayedAnswer(await readRecordingFile(commandLine.replay), {
      speed: commandLine.speed,
      signal: stopping.signal,
    });
    return await print({ events: replayed, source: replayed }, printer);
  } catch (error) {
    // An error of the file system, whose message has the path.
    const isFileError = error instanceof Error && 'syscall' in error;
    if (!isFileError && !(error instanceof RecordingError)) throw error;
    console.error(error.message);
    return EXIT.failed;
  }
}

async function ask(question: Question, printer: Printer): Promise<number> {
  const recorder = question.record === undefined ? undefined : await openRecorder(question.record);
  const chat = startChat(question);
  const events = recorder ? recorder.record(chat.runId, chat) : chat;
  const code = await print({ events, source: chat }, printer);
  await recorder?.close();
  if (recorder?.error === undefined) return code;
  console.error(`The recording is incomplete: ${recorder.error.message}`);
  return code || EXIT.failed;
}

function startChat({ prompt, model, system, timeoutMs }: Question): ChatStream {
  return streamChat({
    prompt,
    model,
    settings: system === undefined ? {} : { instructions: system },
    signal: stopping.signal,
    ...(timeoutMs === undefined ? {} : { timeouts: { runMs: timeoutMs } }),
  });
}

/** Prints an answer, and how it ended. @returns the exit code */
async function print({ events, source }: Streamed, printer: Printer): Promise<number> {
  try {
    await printer.print(events);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    printer.endLine(source.answer.text);
    console.error(`${error.code}: ${error.message}`);
    return /-timeout$/.test(error.code) ? EXIT.timeout : EXIT.failed;
  }
  if (printer.pipeClosed) return EXIT.complete;
  const { text, outcome, metadata } = source.answer;
  printer.endLine(text);
  if (outcome === 'stopped') console.error('Stopped.');
  else if (outcome === undefined) console.error('The recording ends before the answer does.');
  else if (outcome !== 'complete') console.error(`The answer is incomplete: ${outcome}.`);
  if (process.stderr.isTTY && metadata) console.error(runSummary(metadata));
  if (outcome === 'stopped') return EXIT.stopped;
  return outcome === 'complete' ? EXIT.complete : EXIT.failed;
}
