import 'server-only';
import type { JSONValue, LanguageModelV4Message } from '@ai-sdk/provider';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import type { CallMetadata } from '#lib/tools/call-metadata.ts';
import type { CheckedCall } from './call-check.ts';
import { toModelOutput } from './model-output.ts';
import type { OfferedTool } from './server-tool.ts';
import { withTimeLimit } from './time-limit.ts';

export type ToolResult = Extract<
  Extract<LanguageModelV4Message, { role: 'tool' }>['content'][number],
  { type: 'tool-result' }
>;

const TIME_LIMIT_MS = 30_000;

/** Shows the reader a call's finished input, or what is wrong with it. Its model hears of both with the result. */
export function announceCall(call: CheckedCall, emit: (event: RunEvent) => void): void {
  const { toolCallId, toolName, input } = call;
  if (call.tool === undefined) {
    emit({ type: 'tool-input-error', toolCallId, toolName, input, errorText: call.errorText });
    return;
  }
  emit({ type: 'tool-input-available', toolCallId, toolName, input, ...getPresentation(call.tool) });
}

/**
 * Runs one call within its time limit, and gives what the model is told. A tool that fails, or takes too long, is told to
 * the model like a result: its failure is not that of the run.
 * @throws the reason of `signal` as soon as it is aborted, whether the tool listens or not.
 */
export async function runCall(
  call: CheckedCall,
  signal: AbortSignal,
  emit: (event: RunEvent) => void,
): Promise<ToolResult> {
  const { toolCallId, toolName, tool, input } = call;
  if (tool === undefined) return createErrorResult(call, call.errorText);
  const execute = tool.execute;
  if (execute === undefined) throw new Error(`${toolName} runs in the browser.`);
  const startedAt = Date.now();
  const toolMetadata = () => timed(tool, startedAt);
  try {
    const limitMs = tool.timeLimitMs ?? TIME_LIMIT_MS;
    const output = await withTimeLimit(limitMs, signal, (signal) => execute(input, { signal }));
    emit({ type: 'tool-output-available', toolCallId, output, toolMetadata: toolMetadata() });
    return { type: 'tool-result', toolCallId, toolName, output: toModelOutput(output) };
  } catch (error) {
    signal.throwIfAborted();
    const errorText = error instanceof Error ? error.message : 'The tool failed.';
    emit({ type: 'tool-output-error', toolCallId, errorText, toolMetadata: toolMetadata() });
    return createErrorResult(call, errorText);
  }
}

/** What the model is told of a call that gave no output. */
export function createErrorResult(
  { toolCallId, toolName }: Pick<CheckedCall, 'toolCallId' | 'toolName'>,
  value: string,
): ToolResult {
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'error-text', value } };
}

/** Who asks, for the call's card: an MCP tool has no words of the page's own. */
export function getPresentation({ server, title }: OfferedTool): {
  title?: string;
  toolMetadata?: Record<string, JSONValue>;
} {
  if (server === undefined) return {};
  return { ...(title === undefined ? {} : { title }), toolMetadata: { server } };
}

function timed({ server }: OfferedTool, startedAt: number): CallMetadata {
  return { ...(server === undefined ? {} : { server }), durationMs: Date.now() - startedAt };
}
