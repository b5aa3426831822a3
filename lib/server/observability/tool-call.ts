import 'server-only';
import { Stopwatch } from '../platform/stopwatch.ts';
import { metrics } from './metrics.ts';
import { type Span, startSpan } from './tracing/span.ts';
import type { SpanContext } from './tracing/trace-context.ts';

/** One call of a tool on this server, as it is traced and counted: its name, but neither input nor output. */
export class ToolCall {
  readonly #span: Span | undefined;
  readonly #stopwatch = new Stopwatch();

  /** @param toolName of a tool that was offered */
  constructor(toolName: string, parent: SpanContext | undefined) {
    this.#span = startSpan({
      name: `execute_tool ${toolName}`,
      kind: 'internal',
      parent,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': toolName,
        'gen_ai.tool.type': 'function',
      },
    });
  }

  end(result: 'ok' | 'error' | 'aborted'): void {
    metrics().toolCalls.observe(this.#stopwatch.elapsedMs / 1_000, { result });
    this.#span?.end(result === 'error' ? 'tool-failed' : undefined);
  }
}
