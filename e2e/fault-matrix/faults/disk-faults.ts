import { newChatId, newRunId, type RunId } from '#lib/protocol/ids.ts';
import { RunCaller, RunReader } from '../../fixtures/clients/run-reader.ts';
import type { UpstreamRequest } from '../../fixtures/servers/scripted-upstream.ts';
import { expect } from '../../fixtures/test.ts';
import type { Deployment } from '../deployment.ts';

/** More than SQLite caches, so that reading it reads the file. In pieces, as a model writes. */
const LONG_ANSWER = Array.from({ length: 64 }, () => 'x'.repeat(64 * 1024));

/** Waits until the disk has every event so far: the first word of a run is flushed at once, together with the words of all others. */
export async function flushDisk(deployment: Deployment): Promise<void> {
  const { request } = await askBesides(deployment);
  const word = crypto.randomUUID();
  request.write(word);
  await expect.poll(() => deployment.disk?.has(word)).toBe(true);
}

/** Ends a run whose log is larger than the disk, and waits until the server has noticed. */
export async function fillDisk(deployment: Deployment): Promise<void> {
  const { request } = await askBesides(deployment);
  request.write(...LONG_ANSWER.slice(0, 8));
  request.finish();
  await expect.poll(() => deployment.storeProblem()).toBe('disk-full');
}

/** Overwrites the disk below a running server, and has it read something. */
export async function damageDisk(deployment: Deployment): Promise<void> {
  const { request, runId, attach } = await askBesides(deployment);
  request.write(...LONG_ANSWER);
  request.finish();
  const isStored = () => deployment.server.records.some((record) => record.runId === runId);
  await expect.poll(isStored).toBe(true);
  deployment.disk?.damage();
  await attach();
  await expect.poll(() => deployment.storeProblem()).toBe('disk-damaged');
}

/** Asks a question besides those of the cells. */
async function askBesides(
  deployment: Deployment,
): Promise<{ request: UpstreamRequest; runId: RunId; attach: () => Promise<RunReader> }> {
  const { url } = deployment.server;
  const { headers } = await fetch(`${url}/api/models`);
  const caller = new RunCaller(headers.get('set-cookie')?.split(';')[0] ?? '');
  const chatId = newChatId(); // is the question too
  const runId = newRunId();
  new RunReader(await caller.start(url, chatId, runId));
  return {
    runId,
    request: await deployment.request(chatId, 1),
    attach: async () => new RunReader(await caller.attach(url, chatId)),
  };
}
