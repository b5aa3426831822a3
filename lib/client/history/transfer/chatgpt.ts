import 'client-only';
import { z } from 'zod';
import { type ChatId, isChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage, MessagePart } from '#lib/protocol/run-event.ts';
import { buildTree, findNewestLeaf } from '../message-tree.ts';
import { getFirstWords } from '../plain-text.ts';
import type { ArchivedChat, ArchivedMessage } from './archive.ts';
import { TransferError } from './transfer-error.ts';

// The parts of ChatGPT's `conversations.json` used here. The format is undocumented.
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
/** A node to convert. `parentId`: the nearest converted ancestor. `isOnlyChild`: no branch separates the two. */
type PendingNode = { id: string; parentId: string | null; isOnlyChild: boolean };

/** `omitted`: number of images and files left out, because the export stores them in separate files. */
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
  const createdAt = toMilliseconds(conversation.create_time) ?? messages[0]?.createdAt ?? 0;
  const known = new Set(messages.map(({ id }) => id));
  let current = conversation.current_node ?? '';
  // The last node may have been left out, or merged into the answer before it.
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
    updatedAt: toMilliseconds(conversation.update_time) ?? createdAt,
    headId: headId ?? '',
    messages,
  };
}

/**
 * Converts the visible messages, parents before children. The children of a hidden node move up to its parent, and
 * consecutive assistant nodes without branches, such as reasoning, tool calls and text, merge into one answer.
 */
function convertMessages(conversation: Conversation, onOmitted: () => void): ArchivedMessage[] {
  const { mapping } = conversation;
  const children = new Map<string | undefined, string[]>();
  for (const [id, { parent }] of Object.entries(mapping)) {
    const key = parent != null && Object.hasOwn(mapping, parent) ? parent : undefined;
    children.set(key, [...(children.get(key) ?? []), id]);
  }
  const messages = new Map<string, ArchivedMessage>();
  const pending: PendingNode[] = (children.get(undefined) ?? []).map((id) => ({
    id,
    parentId: null,
    isOnlyChild: false,
  }));
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { id, isOnlyChild } = next;
    let { parentId } = next;
    const node = mapping[id];
    const message = node && convertNode(id, node, onOmitted);
    const parent = parentId === null ? undefined : messages.get(parentId);
    if (message?.role === 'assistant' && isOnlyChild && parent?.message.role === 'assistant') {
      parent.message.parts.push(...message.parts);
    } else if (message) {
      const createdAt = toMilliseconds(node?.message?.create_time) ?? parent?.createdAt ?? 0;
      messages.set(id, { id, parentId, createdAt, message });
      parentId = id;
    }
    const childIds = children.get(id) ?? [];
    const hasOnlyChild = childIds.length === 1 && (isOnlyChild || message !== undefined);
    pending.unshift(...childIds.map((child) => ({ id: child, parentId, isOnlyChild: hasOnlyChild })));
  }
  return [...messages.values()];
}

function convertNode(id: string, { message }: Node, onOmitted: () => void): ChatMessage | undefined {
  const role = message?.author.role;
  if (!message || (role !== 'user' && role !== 'assistant')) return undefined;
  if (message.metadata?.is_visually_hidden_from_conversation) return undefined;
  if (role === 'assistant' && message.recipient != null && message.recipient !== 'all') return undefined;
  const parts = convertContent(message.content, onOmitted);
  if (parts.length === 0) return undefined;
  if (role === 'user') return { id, role, parts };
  const startedAt = toMilliseconds(message.create_time) ?? 0;
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
        const text = (part as { text?: unknown } | null)?.text; // an audio transcript
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

/** Removes citations, which are enclosed in private use characters. */
function textPart(source: string): MessagePart[] {
  const text = source.replace(/\ue200[^\ue201]*\ue201/g, '');
  return text.trim() === '' ? [] : [{ type: 'text', text }];
}

function toMilliseconds(seconds: number | null | undefined): number | undefined {
  return seconds == null ? undefined : Math.round(seconds * 1_000);
}
