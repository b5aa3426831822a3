import 'client-only';
import type { ProgramOutput } from '#lib/tools/program-output.ts';
import { RUN_JAVASCRIPT_LIMITS } from '#lib/tools/run-javascript.ts';

type Limits = { runMs: number; outputLength: number };
type FrameMessage = { type?: unknown; [name: string]: unknown };

/** The document that starts the program, on a URL of its own so that it does not inherit the page's content security policy. */
const PROGRAM_FRAME = '/frames/program.html';

/** Added to the program's time limit before an unresponsive frame is given up. */
const GRACE_MS = 5_000;

/**
 * Runs a program in a worker inside a sandboxed frame, without network access. Top-level `await` and `return` are allowed.
 * The program ends with its last line, at the time limit, at the output limit, or when `signal` is aborted.
 * @throws the signal's reason
 */
export async function runProgram(
  code: string,
  signal: AbortSignal,
  limits: Limits = RUN_JAVASCRIPT_LIMITS,
): Promise<ProgramOutput> {
  signal.throwIfAborted();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.title = '';
  frame.style.display = 'none';
  frame.src = PROGRAM_FRAME;
  const { port1, port2 } = new MessageChannel();
  const output: ProgramOutput = { console: [], durationMs: 0 };
  let stop = () => {};
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let hasStarted = false;
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      watchdog = setTimeout(() => {
        // Without a network, an error page is in the frame, which never answers.
        const failure = hasStarted ? timedOut(limits) : { error: 'The program failed to start.' };
        Object.assign(output, failure, { durationMs: limits.runMs });
        resolve();
      }, limits.runMs + GRACE_MS);
      port1.onmessage = ({ data }: MessageEvent<FrameMessage>) => {
        hasStarted = true;
        if (addMessage(data, output, limits)) resolve();
      };
      frame.onload = () => frame.contentWindow?.postMessage({ code, ...limits }, '*', [port2]);
      document.body.append(frame);
    });
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', stop);
    port1.close();
    frame.remove(); // terminates the worker
  }
  return output;
}

/** Adds a message of the frame to the output. The frame is untrusted. @returns whether it was the last message */
function addMessage(message: FrameMessage, output: ProgramOutput, limits: Limits): boolean {
  if (message.type === 'started') return false;
  if (message.type === 'console') {
    const level = message.level === 'warn' || message.level === 'error' ? message.level : 'log';
    output.console.push({ level, text: String(message.text) });
    return false;
  }
  if (message.result !== undefined) output.result = String(message.result);
  if (message.error !== undefined) output.error = String(message.error);
  if (message.truncated === true) output.truncated = true;
  if (message.timedOut === true) Object.assign(output, timedOut(limits));
  output.durationMs = Number(message.durationMs) || 0;
  return true;
}

function timedOut({ runMs }: Limits): Pick<ProgramOutput, 'error'> {
  return { error: `It did not finish in ${runMs / 1_000} seconds.` };
}
