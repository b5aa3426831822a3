import 'server-only';
import type {
  JSONValue,
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import { ChatError } from '#lib/protocol/chat-error.ts';
import type { FilePart, RequestMessage, RequestPart, ToolPart } from '#lib/protocol/message-schema.ts';
import type { CallOutputs } from '../tools/answered-calls.ts';
import { toModelOutput } from '../tools/model-output.ts';
import { getToolName, isToolPart } from '../tools/tool-parts.ts';

type UserContent = Extract<LanguageModelV4Message, { role: 'user' }>['content'];
type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];
type ToolContent = Extract<LanguageModelV4Message, { role: 'tool' }>['content'];

/**
 * Builds the model's prompt: `instructions`, then the messages. Omits the reasoning of earlier answers, which models reject
 * or ignore, and tool calls without a result.
 * @param outputs results that the messages do not contain yet, by tool call id.
 * @throws ChatError `invalid-request` for an unreadable file, or when there is no question.
 */
export function toPrompt(
  messages: readonly RequestMessage[],
  instructions?: string,
  outputs: CallOutputs = new Map(),
): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = instructions ? [{ role: 'system', content: instructions }] : [];
  for (const message of messages) {
    if (message.role === 'assistant') {
      prompt.push(...assistantMessages(message.parts, outputs));
    } else if (message.role === 'system') {
      prompt.push({
        role: 'system',
        content: message.parts
          .filter(isText)
          .map((part) => part.text)
          .join('\n'),
      });
    } else {
      const content = message.parts.flatMap((part): UserContent => {
        if (isText(part)) return part.text === '' ? [] : [{ type: 'text', text: part.text }];
        return isFile(part) ? [toContent(part)] : [];
      });
      if (content.length > 0) prompt.push({ role: 'user', content });
    }
  }
  if (!prompt.some((message) => message.role === 'user')) {
    throw new ChatError(
      'invalid-request',
      'The messages contain no question. Send a user message with text or a file.',
    );
  }
  return prompt;
}

/** An earlier answer in its original order: the text and calls of a step, their results, the next step. */
function assistantMessages(parts: RequestPart[], outputs: CallOutputs): LanguageModelV4Prompt {
  const messages: LanguageModelV4Prompt = [];
  let content: AssistantContent = [];
  let results: ToolContent = [];
  const endStep = () => {
    if (content.length > 0) messages.push({ role: 'assistant', content });
    if (results.length > 0) messages.push({ role: 'tool', content: results });
    content = [];
    results = [];
  };
  for (const part of parts) {
    if (part.type === 'step-start') endStep();
    else if (isText(part) && part.text !== '') content.push({ type: 'text', text: part.text });
    else if (isToolPart(part)) {
      const result = outputs.get(part.toolCallId) ?? toResult(part);
      if (result === undefined) continue;
      const toolName = getToolName(part);
      content.push({ type: 'tool-call', toolCallId: part.toolCallId, toolName, input: part.input ?? {} });
      results.push({ type: 'tool-result', toolCallId: part.toolCallId, toolName, output: result });
    }
  }
  endStep();
  return messages;
}

function toResult(part: ToolPart) {
  switch (part.state) {
    case 'output-available':
      return toModelOutput((part.output ?? null) as JSONValue);
    case 'output-error':
      return { type: 'error-text' as const, value: part.errorText ?? 'The tool failed.' };
    case 'output-denied':
      return toDeniedResult(part);
    case 'approval-responded':
      return part.approval?.approved === false ? toDeniedResult(part) : undefined;
    default:
      return undefined;
  }
}

/**
 * Sends a text file as text, which every model accepts; few accept it as a file. The text includes the file's name, because
 * questions refer to files by name. Other files are sent as files.
 */
function toContent(part: FilePart): UserContent[number] {
  const base64 = /^data:text\/plain[^,]*;base64,(.*)$/s.exec(part.url)?.[1];
  if (base64 === undefined) return toFile(part);
  const name = (part.filename ?? 'file').replace(/["<>\n]/g, '_');
  return { type: 'text', text: `<file name="${name}">\n${decodeText(base64)}\n</file>` };
}

/** @throws ChatError `invalid-request` when `base64` is malformed */
function decodeText(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
  } catch (cause) {
    throw new ChatError('invalid-request', 'A file must be a base64 data: URL or an https: URL.', {
      cause,
    });
  }
}

function toDeniedResult({ approval }: ToolPart) {
  const reason = approval?.reason ? `The reader denied this call: ${approval.reason}` : undefined;
  return { type: 'execution-denied' as const, ...(reason ? { reason } : {}) };
}

function toFile(part: FilePart): LanguageModelV4FilePart {
  const { mediaType, filename } = part;
  const named = filename === undefined ? {} : { filename };
  const base64 = /^data:[^,]*;base64,(.*)$/s.exec(part.url)?.[1];
  if (base64 !== undefined)
    return { type: 'file', mediaType, ...named, data: { type: 'data', data: base64 } };
  if (/^https:\/\//.test(part.url) && URL.canParse(part.url)) {
    return { type: 'file', mediaType, ...named, data: { type: 'url', url: new URL(part.url) } };
  }
  throw new ChatError('invalid-request', 'A file must be a base64 data: URL or an https: URL.');
}

function isText(part: RequestPart): part is Extract<RequestPart, { type: 'text' }> {
  return part.type === 'text';
}

function isFile(part: RequestPart): part is FilePart {
  return part.type === 'file';
}
