import 'server-only';
import type { JSONValue, LanguageModelV4Message } from '@ai-sdk/provider';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { CallMetadata } from '#lib/tools/call-metadata.ts';
import { ToolCall } from '../observability/tool-call.ts';
import type { SpanContext } from '../observability/tracing/trace-context.ts';
import { Stopwatch } from '../platform/stopwatch.ts';
import type { CheckedCall } from './call-check.ts';
import { toModelOutput } from './model-output.ts';
import type { OfferedTool } from './server-tool.ts';
import { withTimeLimit } from './time-limit.ts';

export type ToolResult = Extract<
  Extract<LanguageModelV4Message, { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>;

const DEFAULT_TIME_LIMIT_MS = 30_000;

/** The error of a call that needs approval when there is no reader. */
export const NO_READER = 'No one is available to approve this call.';

export type RunCallContext = {
  signal: AbortSignal;
  emit(event: RunEvent): void;
  /** The span that the call's belongs to. */
  parent?: SpanContext | undefined;
};

/** Emits the complete input of a call, or the error in it. */
export function announceCall(call: CheckedCall, emit: (event: RunEvent) => void): void {
  const { toolCallId, toolName, input } = call;
  if (call.tool === undefined) {
    emit({ type: 'tool-input-error', toolCallId, toolName, input, errorText: call.errorText });
    return;
  }
  emit({ type: 'tool-input-available', toolCallId, toolName, input, ...getPresentation(call.tool) });
}

/**
 * Runs one call within its time limit and returns the result for the model. Errors and timeouts are results too: a failed
 * tool does not fail the run.
 * @throws the reason of the signal as soon as it is aborted, even if the tool ignores the signal.
 */
export async function runCall(
  call: CheckedCall,
  { signal, emit, parent }: RunCallContext,
): Promise<ToolResult> {
  const { toolCallId, toolName, tool, input } = call;
  if (tool === undefined) return createErrorResult(call, call.errorText);
  const execute = tool.execute;
  if (execute === undefined) throw new Error(`${toolName} runs in the browser.`);
  const stopwatch = new Stopwatch();
  const observed = new ToolCall(toolName, parent);
  const toolMetadata = () => createCallMetadata(tool, stopwatch);
  try {
    const limitMs = tool.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS;
    const output = await withTimeLimit(limitMs, signal, (signal) => execute(input, { signal }));
    observed.end('ok');
    emit({ type: 'tool-output-available', toolCallId, output, toolMetadata: toolMetadata() });
    return { type: 'tool-result', toolCallId, toolName, output: toModelOutput(output) };
  } catch (error) {
    observed.end(signal.aborted ? 'aborted' : 'error');
    signal.throwIfAborted();
    const errorText = error instanceof Error ? error.message : 'The tool failed.';
    emit({ type: 'tool-output-error', toolCallId, errorText, toolMetadata: toolMetadata() });
    return createErrorResult(call, errorText);
  }
}

/** Creates the model's result for a call without output. */
export function createErrorResult(
  { toolCallId, toolName }: Pick<CheckedCall, 'toolCallId' | 'toolName'>,
  value: string,
): ToolResult {
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'error-text', value } };
}

/** Returns the title and server for the call's card. Tools that ship with Runnel have translations in the page instead. */
export function getPresentation({ server, title }: OfferedTool): {
  title?: string;
  toolMetadata?: Record<string, JSONValue>;
} {
  if (server === undefined) return {};
  return { ...(title === undefined ? {} : { title }), toolMetadata: { server } };
}

function createCallMetadata({ server }: OfferedTool, { elapsedMs }: Stopwatch): CallMetadata {
  return { ...(server === undefined ? {} : { server }), durationMs: elapsedMs };
}
