import 'server-only';
import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { RequestMessage } from '#lib/protocol/message-schema.ts';
import { getDelta, type RunEvent } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { generate, type Resume, type RunContext } from '../generation/answer-generation.ts';
import { toPrompt } from '../generation/prompt.ts';
import type { RunEnd } from '../run-log/run-progress.ts';
import { type CallOutputs, runAnsweredCalls } from '../tools/answered-calls.ts';
import type { ApprovalScope } from '../tools/approval.ts';
import { offerTools, type ToolOffer } from '../tools/offer/tool-offer.ts';
import type { OfferedTool, ServerTool } from '../tools/server-tool.ts';
import { selectUnattendedTools } from '../tools/tool-selection.ts';
import { type Continuation, createRestRequest, joinContinuation } from './continuation.ts';
import type { RunSource, RunStart } from './prepared-run.ts';

export type ChatRequest = {
  messages: readonly RequestMessage[];
  settings?: RunSettings | undefined;
  /** Replaces the tools that this server offers. */
  tools?: readonly ServerTool[] | undefined;
  /** The chat whose reader can approve tool calls; without one, only tools that need no reader are offered. */
  chat?: Pick<ApprovalScope, 'caller' | 'chatId'>;
  /** The answer to continue; a new answer when absent. */
  continuation?: Continuation | undefined;
};

/** Answers the messages of a chat in the events of the UI message stream, executing the tools the model calls. */
export class ChatSource implements RunSource<RunEvent> {
  readonly prompt: LanguageModelV4Prompt;
  readonly #request: ChatRequest;
  readonly #start: RunStart;
  #offer: ToolOffer | undefined;

  /** @throws ChatError `invalid-request` when the messages contain no question or an unreadable file. */
  constructor(request: ChatRequest, start: RunStart) {
    this.#request = request;
    this.#start = start;
    this.prompt = this.#createPrompt();
  }

  textOf(event: RunEvent): string {
    return event.type === 'text-delta' ? event.delta : '';
  }

  deltasOf(event: RunEvent): string[] {
    return [getDelta(event)];
  }

  async close(): Promise<void> {
    await this.#offer?.close();
  }

  async generate(context: RunContext<RunEvent>): Promise<RunEnd> {
    const { continuation } = this.#request;
    const { info } = this.#start;
    const metadata = continuation ? { ...info, continues: continuation.continues } : info;
    context.emit({ type: 'start', messageId: this.#messageId, messageMetadata: metadata });
    context.timeouts.pause(); // until the model is asked
    const tools = await this.#loadTools();
    if (continuation === undefined) return this.#generate(context, tools);
    const join = joinContinuation(continuation, context.emit);
    const savePosition: typeof context.savePosition = (position) => {
      if (join.holdsNothing) context.savePosition?.(position);
    };
    try {
      return await this.#generate({ ...context, emit: join.emit, savePosition }, tools);
    } finally {
      join.flush();
    }
  }

  /** A new answer takes the id of its run, so that every tab knows the message before it arrives. */
  get #messageId(): string {
    return this.#request.continuation?.messageId ?? this.#start.info.runId;
  }

  #generate(context: RunContext<RunEvent>, tools: OfferedTool[]): Promise<RunEnd> {
    const { settings = {}, chat, continuation } = this.#request;
    const { model, maxRetries } = this.#start;
    return generate(
      {
        model,
        prompt: this.prompt,
        tools,
        ...(chat ? { scope: { ...chat, messageId: this.#messageId } } : {}),
        ...(continuation ? { resume: this.#createResume(continuation) } : {}),
        settings,
        maxRetries,
      },
      context,
    );
  }

  async #loadTools(): Promise<OfferedTool[]> {
    const { tools, settings, chat } = this.#request;
    if (!this.#start.model.info.can.tools) return [];
    if (tools !== undefined) return [...tools];
    this.#offer = await offerTools(settings?.tools);
    return chat ? this.#offer.tools : selectUnattendedTools(this.#offer.tools);
  }

  /** Before an answer continues, the tool calls that its reader has approved are executed. */
  #createResume(continuation: Continuation): Resume {
    return {
      steps: continuation.steps,
      outputTokens: continuation.outputTokens,
      run: async (context) => {
        const { outputs, waits } = await runAnsweredCalls(
          this.#request.messages.at(-1)?.parts ?? [],
          context,
        );
        return waits ? undefined : this.#createPrompt(outputs);
      },
    };
  }

  /** @param outputs results of tool calls that the messages do not contain yet. */
  #createPrompt(outputs?: CallOutputs): LanguageModelV4Prompt {
    const { messages, settings, continuation } = this.#request;
    const prompt = toPrompt(messages, settings?.instructions, outputs);
    return continuation ? [...prompt, ...createRestRequest(continuation)] : prompt;
  }
}
