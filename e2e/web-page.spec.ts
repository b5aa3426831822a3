import { test as base, expect } from '@playwright/test';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { RunReader } from './fixtures/clients/run-reader.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';

const PRELOAD = new URL('fixtures/servers/private-names.mjs', import.meta.url).href;

const test = base.extend<{ upstream: ScriptedUpstream; server: RunnelServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  upstream: async ({}, use) => {
    const upstream = await ScriptedUpstream.start();
    await use(upstream);
    await upstream.close();
  },
  server: async ({ upstream }, use) => {
    const server = await RunnelServer.start({
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'qwen3-scripted', // of a family that can call tools
      WEB_FETCH: 'on',
      NODE_OPTIONS: `--import ${PRELOAD}`,
    });
    await use(server);
    await server.stop();
  },
});

const input = { url: 'https://intranet.private.dev/' };
const question = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Read it.' }] };

test('an approved call does not read a page whose name resolves to a private address', async ({
  server,
  upstream,
}) => {
  let cookie = '';
  const run = async (messages: unknown[]): Promise<RunReader> => {
    const response = await fetch(`${server.url}/api/chats/chat/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ messages }),
    });
    cookie ||= response.headers.get('set-cookie')?.split(';')[0] ?? '';
    return new RunReader(response);
  };
  const find = <Type extends RunEvent['type']>(reader: RunReader, type: Type) =>
    reader.events.map(({ event }) => event).find((event) => event.type === type) as
      | Extract<RunEvent, { type: Type }>
      | undefined;

  const asking = await run([question]);
  (await upstream.nextRequest()).callTools({ id: 'c1', name: 'fetch_web_page', input });
  expect(await asking.over).toBe('done');
  const request = find(asking, 'tool-approval-request');
  const approval = { id: request?.approvalId, signature: request?.signature, approved: true };
  const part = {
    type: 'tool-fetch_web_page',
    toolCallId: 'c1',
    state: 'approval-responded',
    input,
    approval,
  };
  const message = { id: find(asking, 'start')?.messageId, role: 'assistant', parts: [part] };

  const reading = await run([question, message]);
  (await upstream.nextRequest()).finish();
  expect(await reading.over).toBe('done');
  expect(find(reading, 'tool-output-error')).toMatchObject({
    errorText: 'intranet.private.dev does not resolve to a public address.',
  });
});
