import 'client-only';
import { z } from 'zod';
import { type ChatId, isChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, MessagePart } from '#lib/protocol/run-event.ts';
import { buildTree, findNewestLeaf } from '../message-tree.ts';
import { getFirstWords } from '../plain-text.ts';
import type { ArchivedChat, ArchivedMessage } from './archive.ts';
import { TransferError } from './transfer-error.ts';

// The shape of conversations.json in the data export of ChatGPT, as far as it is used here. It is not documented anywhere.
const nodeSchema = z.object({
  parent: z.string().nullish(),
  message: z
    .object({
      author: z.object({ role: z.string() }),
      create_time: z.number().nullish(),
      recipient: z.string().nullish(),
      content: z
        .looseObject({
          content_type: z.string(),
          parts: z.array(z.unknown()).nullish(),
          text: z.string().nullish(),
        })
        .nullish(),
      metadata: z
        .looseObject({
          model_slug: z.string().nullish(),
          is_visually_hidden_from_conversation: z.boolean().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});
const conversationSchema = z.object({
  id: z.string().nullish(),
  conversation_id: z.string().nullish(),
  title: z.string().nullish(),
  create_time: z.number().nullish(),
  update_time: z.number().nullish(),
  current_node: z.string().nullish(),
  mapping: z.record(z.string(), nodeSchema),
});

type Conversation = z.infer<typeof conversationSchema>;
type Node = z.infer<typeof nodeSchema>;

/** `omitted`: pictures and files of the conversations that stayed out, for the export has them elsewhere. */
export type Converted = { chats: ArchivedChat[]; omitted: number };

export function isChatGptExport(value: unknown): value is unknown[] {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === 'object' && item !== null && 'mapping' in item)
  );
}

/** @throws TransferError `damaged` */
export function convertChatGpt(conversations: readonly unknown[]): Converted {
  let omitted = 0;
  const chats = conversations.flatMap((value, at) => {
    const { data, error } = conversationSchema.safeParse(value);
    const issue = error?.issues[0];
    if (!data) throw new TransferError('damaged', `${at}.${issue?.path.join('.')}: ${issue?.message}`);
    const messages = convertMessages(data, () => omitted++);
    const head = messages.at(-1);
    return head ? [toChat(data, messages)] : [];
  });
  return { chats, omitted };
}

function toChat(conversation: Conversation, messages: ArchivedMessage[]): ArchivedChat {
  const createdAt = milliseconds(conversation.create_time) ?? messages[0]?.createdAt ?? 0;
  const known = new Set(messages.map(({ id }) => id));
  let current = conversation.current_node ?? '';
  // The last node may be one that stayed out, or went into the answer before it.
  for (let steps = 0; !known.has(current) && steps < 10_000; steps++) {
    current = conversation.mapping[current]?.parent ?? '';
  }
  const tree = buildTree(messages);
  const first = messages[0];
  const headId = known.has(current) ? current : findNewestLeaf(tree, first?.id ?? '');
  const id = conversation.conversation_id ?? conversation.id;
  return {
    id: isChatId(id) ? id : (newChatId() as ChatId),
    title: conversation.title?.slice(0, 200) || (first ? getFirstWords(first.message) : ''),
    createdAt,
    updatedAt: milliseconds(conversation.update_time) ?? createdAt,
    headId: headId ?? '',
    messages,
  };
}

/** Messages that people saw, parents before children. What was hidden is left out, and its children move up. */
function convertMessages(conversation: Conversation, onOmitted: () => void): ArchivedMessage[] {
  const { mapping } = conversation;
  const children = new Map<string | undefined, string[]>();
  for (const [id, { parent }] of Object.entries(mapping)) {
    const key = parent != null && Object.hasOwn(mapping, parent) ? parent : undefined;
    children.set(key, [...(children.get(key) ?? []), id]);
  }
  const kept = new Map<string, ArchivedMessage>();
  const open = (children.get(undefined) ?? []).map((id) => ({
    id,
    above: null as string | null,
    alone: false,
  }));
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { id, alone } = next;
    const below = children.get(id) ?? [];
    let { above } = next;
    const node = mapping[id];
    const converted = node && convertNode(id, node, onOmitted);
    const before = above === null ? undefined : kept.get(above);
    if (converted && alone && before?.message.role === 'assistant' && converted.role === 'assistant') {
      // Thoughts, calls and words of one answer are nodes of their own there.
      before.message.parts.push(...converted.parts);
    } else if (converted) {
      const createdAt = milliseconds(node?.message?.create_time) ?? before?.createdAt ?? 0;
      kept.set(id, { id, parentId: above, createdAt, message: converted });
      above = id;
    }
    const only = below.length === 1 && (alone || converted !== undefined);
    open.unshift(...below.map((child) => ({ id: child, above, alone: only })));
  }
  return [...kept.values()];
}

function convertNode(id: string, { message }: Node, onOmitted: () => void): ChatMessage | undefined {
  const role = message?.author.role;
  if (!message || (role !== 'user' && role !== 'assistant')) return undefined;
  if (message.metadata?.is_visually_hidden_from_conversation) return undefined;
  if (role === 'assistant' && message.recipient != null && message.recipient !== 'all') return undefined;
  const parts = convertContent(message.content, onOmitted);
  if (parts.length === 0) return undefined;
  if (role === 'user') return { id, role, parts };
  const startedAt = milliseconds(message.create_time) ?? 0;
  const model = message.metadata?.model_slug ?? 'ChatGPT';
  return { id, role, parts, metadata: { runId: id, model, startedAt, outcome: 'complete' } };
}

type Content = NonNullable<NonNullable<Node['message']>['content']>;

function convertContent(content: Content | null | undefined, onOmitted: () => void): MessagePart[] {
  switch (content?.content_type) {
    case 'text':
    case 'multimodal_text':
      return (content.parts ?? []).flatMap((part): MessagePart[] => {
        if (typeof part === 'string') return textPart(part);
        const text = (part as { text?: unknown } | null)?.text; // a transcript of what was said
        if (typeof text === 'string') return textPart(text);
        onOmitted();
        return [];
      });
    case 'code':
      return content.text ? [{ type: 'text', text: `\`\`\`\n${content.text}\n\`\`\`` }] : [];
    case 'thoughts': {
      const thoughts = Array.isArray(content.thoughts) ? content.thoughts : [];
      const texts = thoughts.flatMap((thought) =>
        typeof thought?.content === 'string' ? [thought.content] : [],
      );
      return texts.length > 0 ? [{ type: 'reasoning', text: texts.join('\n\n') }] : [];
    }
    default:
      return [];
  }
}

/** Citations are written between characters of the private use area, and mean nothing outside. */
function textPart(written: string): MessagePart[] {
  const text = written.replace(/\ue200[^\ue201]*\ue201/g, '');
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function milliseconds(seconds: number | null | undefined): number | undefined {
  return seconds == null ? undefined : Math.round(seconds * 1_000);
}
