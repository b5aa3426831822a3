import 'server-only';
import type {
  LanguageModelV4FilePart,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import type { CompletionMessage } from './completion-request.ts';
import { ParameterError } from './parameter-error.ts';

type UserMessage = Extract<CompletionMessage, { role: 'user' }>;
type AssistantMessage = Extract<CompletionMessage, { role: 'assistant' }>;
type UserPart = Exclude<UserMessage['content'], string>[number];
type UserContent = Extract<LanguageModelV4Message, { role: 'user' }>['content'];
type AssistantContent = Extract<LanguageModelV4Message, { role: 'assistant' }>['content'];

/**
 * Converts the messages of a chat completion request to a prompt of the AI SDK.
 * @throws ParameterError for an unreadable file or image, or the result of an unknown tool call.
 */
export function toCompletionPrompt(messages: CompletionMessage[]): LanguageModelV4Prompt {
  const toolNames = new Map<string, string>();
  return messages.map((message, index) => toMessage(message, `messages.${index}`, toolNames));
}

function toMessage(
  message: CompletionMessage,
  where: string,
  toolNames: Map<string, string>,
): LanguageModelV4Message {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: textOf(message.content) };
    case 'user':
      return { role: 'user', content: userContent(message, where) };
    case 'assistant':
      for (const call of message.tool_calls ?? []) toolNames.set(call.id, call.function.name);
      return { role: 'assistant', content: assistantContent(message, where) };
    case 'tool': {
      const toolName = toolNames.get(message.tool_call_id);
      if (toolName === undefined) {
        throw new ParameterError(
          `${where}.tool_call_id`,
          'does not match a tool call in an earlier message.',
        );
      }
      const output = { type: 'text' as const, value: textOf(message.content) };
      const result = {
        type: 'tool-result' as const,
        toolCallId: message.tool_call_id,
        toolName,
        output,
      };
      return { role: 'tool', content: [result] };
    }
  }
}

function userContent({ content }: UserMessage, where: string): UserContent {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part, index) => toUserPart(part, `${where}.content.${index}`));
}

function toUserPart(part: UserPart, at: string): UserContent[number] {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image_url':
      return toFile(part.image_url.url, 'image/*', `${at}.image_url.url`);
    case 'input_audio': {
      const { data, format } = part.input_audio;
      return { type: 'file', mediaType: `audio/${format}`, data: { type: 'data', data } };
    }
    case 'file': {
      const { file_data, filename } = part.file;
      if (!file_data)
        throw new ParameterError(`${at}.file.file_data`, 'is required; uploaded files are not supported.');
      const file = toFile(file_data, 'application/pdf', `${at}.file.file_data`);
      return filename ? { ...file, filename } : file;
    }
  }
}

function toFile(url: string, mediaType: string, where: string): LanguageModelV4FilePart {
  const [, type, base64] = /^data:([^;,]*)[^,]*;base64,(.*)$/s.exec(url) ?? [];
  if (base64 !== undefined) {
    return { type: 'file', mediaType: type || mediaType, data: { type: 'data', data: base64 } };
  }
  if (/^https?:\/\//.test(url) && URL.canParse(url)) {
    return { type: 'file', mediaType, data: { type: 'url', url: new URL(url) } };
  }
  throw new ParameterError(where, 'must be a base64 data: URL or an http(s) URL.');
}

function assistantContent({ content, tool_calls }: AssistantMessage, where: string): AssistantContent {
  const text =
    typeof content === 'string'
      ? content
      : (content ?? []).map((part) => ('text' in part ? String(part.text) : '')).join('');
  return [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...(tool_calls ?? []).map((call, index) => ({
      type: 'tool-call' as const,
      toolCallId: call.id,
      toolName: call.function.name,
      input: parseArguments(call.function.arguments, `${where}.tool_calls.${index}.function.arguments`),
    })),
  ];
}

function parseArguments(json: string, where: string): unknown {
  if (json.trim() === '') return {};
  try {
    return JSON.parse(json);
  } catch {
    throw new ParameterError(where, 'is not valid JSON.');
  }
}

function textOf(content: string | { text: string }[]): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}
