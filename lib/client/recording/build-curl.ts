import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { RunSettings } from '#lib/protocol/start-run.ts';
import { buildTree, getBranch } from '../history/message-tree.ts';
import { loadMessages } from '../history/stored-chat.ts';
import { findRun } from './recording-store.ts';

type CurlRequest = {
  /** Of the server, such as `https://chat.example.com`. */
  origin: string;
  chatId: string;
  messages: readonly ChatMessage[];
  model?: string | undefined;
  settings?: Omit<RunSettings, 'instructions'> | undefined;
};

/**
 * A command that sends the request of a run again, to a chat of its own, and shows the stream. It has no keys, cookies and instructions.
 * For a POSIX shell.
 */
export function buildCurl({ origin, chatId, messages, model, settings }: CurlRequest): string {
  const body = JSON.stringify({
    messages: messages.map(({ id, role, parts }) => ({ id, role, parts })),
    ...(model && { model }),
    ...(settings && Object.keys(settings).length > 0 && { settings }),
  });
  return [
    `curl -N ${quote(`${origin}/api/chats/${chatId}/run`)}`,
    `-H 'content-type: application/json'`,
    `-H 'accept: text/event-stream'`,
    `--data-raw ${quote(body)}`,
  ].join(' \\\n  ');
}

/** The command for a run of this browser. @returns undefined if its chat or its answer is gone */
export async function buildCurlOf(runId: string, origin: string): Promise<string | undefined> {
  const run = await findRun(runId);
  if (run === undefined) return undefined;
  const rows = await loadMessages(run.chatId);
  const answer = rows.find(
    ({ message, pastRuns }) => message.metadata?.runId === runId || pastRuns?.includes(runId),
  );
  if (answer === undefined) return undefined;
  const messages = getBranch(buildTree(rows), answer.id).slice(0, -1);
  const { header } = run;
  return buildCurl({
    origin,
    chatId: `curl-${runId}`.slice(0, 64),
    messages: messages.map(({ message }) => message),
    model: header.model ?? answer.message.metadata?.model,
    settings: header.request?.settings,
  });
}

/** For a POSIX shell, which reads everything between single quotes as it is. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
