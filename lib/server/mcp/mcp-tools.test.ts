import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunEvent } from '#lib/protocol/run-event.ts';
import { McpTestServer } from '../../../e2e/fixtures/servers/mcp-test-server.ts';
import { DAY_MS, shiftWallClock } from '../testing/fake-time.ts';
import { checkCall } from '../tools/call-check.ts';
import { announceCall, runCall } from '../tools/call-runner.ts';
import { describeTool } from '../tools/tool-description.ts';
import { McpConnections } from './mcp-connections.ts';
import { listMcpTools } from './mcp-tools.ts';

let server: McpTestServer;
let connections: McpConnections;
beforeEach(async () => {
  server = await McpTestServer.start();
  connections = new McpConnections();
  vi.spyOn(console, 'error').mockReturnValue();
});
const logged = () => vi.mocked(console.error).mock.calls.map(([line]) => JSON.parse(line));
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await connections.close();
  await server.stop();
});

const named = (name: string, url: string) => ({
  name,
  url,
  headers: { authorization: 'Bearer key' },
  consent: 'ask' as const,
});
const list = (...urls: string[]) =>
  listMcpTools(
    urls.map((url, index) => named(`hills${index || ''}`, url)),
    connections,
  );

async function call(name: string, input: object, signal = new AbortController().signal) {
  const { tools } = await list(server.url);
  const events: RunEvent[] = [];
  const asked = { toolCallId: 'c', toolName: `hills_${name}`, input: JSON.stringify(input) };
  const checked = checkCall({ type: 'tool-call', ...asked }, tools);
  const emit = (event: RunEvent) => void events.push(event);
  announceCall(checked, emit);
  const result = await runCall(checked, { signal, emit });
  return { events, forModel: result.type === 'tool-result' ? result.output : undefined };
}

describe('the list', () => {
  test('has a server’s tools with its name as prefix, its schemas, and consent required', async () => {
    const { tools, notices } = await list(server.url);
    expect(notices).toEqual([]);
    expect(tools.map(({ name }) => name)).toEqual([
      'hills_get_height',
      'hills_picture',
      'hills_broken',
      'hills_hangs',
      'hills_waits',
      'hills_dies',
    ]);
    expect(tools[0]).toMatchObject({
      title: 'Height of a hill',
      server: 'hills',
      consent: 'ask',
      runs: 'server',
      touches: 'network',
    });
    expect(tools[0] && describeTool(tools[0])).toMatchObject({
      description: 'Looks a hill up.',
      inputSchema: { required: ['place'], properties: { place: { description: 'Its name.' } } },
    });
    expect([...server.authorizations]).toEqual(['Bearer key']);
  });

  test('is cached for one minute, and its connection is closed', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    await list(server.url);
    shiftWallClock(DAY_MS);
    await list(server.url);
    expect(server.opened).toBe(1);
    await vi.waitFor(() => expect(server.closed).toBe(1));
    vi.advanceTimersByTime(60_001);
    await list(server.url);
    expect(server.opened).toBe(2);
  });

  test('of a server that is down becomes a notice and does not affect other servers', async () => {
    const other = await McpTestServer.start();
    const { url } = other;
    await other.stop();
    const { tools, notices } = await list(server.url, url);
    expect(tools).toHaveLength(6);
    expect(notices).toMatchObject([{ code: 'server-unreachable', server: 'hills1' }]);
    expect(notices[0]?.message).toBe('hills1 did not list its tools.');
    expect(logged()).toEqual([
      { event: 'mcp-failure', server: 'hills1', reason: expect.stringContaining('ECONNREFUSED') },
    ]);
  });

  test('of a server that accepts the connection but never responds times out after four seconds', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const accepted = once(silent, 'connection');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const listing = list(`http://127.0.0.1:${(silent.address() as AddressInfo).port}/mcp`);
    const [socket] = await accepted;
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await listing).toMatchObject({
      tools: [],
      notices: [{ message: 'hills did not list its tools.' }],
    });
    expect(logged()).toMatchObject([{ reason: 'It did not finish in 4 seconds.' }]);
    socket.destroy();
    silent.close();
  });
});

describe('a call', () => {
  test('returns the output to the page and to the model', async () => {
    const { events, forModel } = await call('get_height', { place: 'Brocken' });
    expect(events).toMatchObject([
      { type: 'tool-input-available', title: 'Height of a hill', toolMetadata: { server: 'hills' } },
      { output: { content: [{ type: 'text', text: 'Brocken is 312 m high.' }] } },
    ]);
    expect(forModel).toEqual({ type: 'text', value: 'Brocken is 312 m high.' });
  });

  test('with invalid arguments never reaches the server', async () => {
    const { events, forModel } = await call('get_height', { place: 7 });
    expect(events).toMatchObject([{ type: 'tool-input-error' }]);
    expect(forModel).toMatchObject({ type: 'error-text', value: expect.stringContaining('→ at place') });
    expect(server.opened).toBe(1); // the list
  });

  test('that returns an image shows it in the page, and tells the model about it', async () => {
    const { events, forModel } = await call('picture', {});
    expect(events.at(-1)).toMatchObject({
      output: {
        content: [
          { type: 'text', text: 'Here it is:' },
          { type: 'image', mediaType: 'image/png', data: expect.stringMatching(/^iVBOR/) },
        ],
      },
    });
    expect(forModel).toEqual({
      type: 'text',
      value: 'Here it is:\n\n[An image (image/png) is shown to the user.]',
    });
  });

  test('passes the tool’s error message to the model', async () => {
    const { forModel } = await call('broken', {});
    expect(forModel).toEqual({ type: 'error-text', value: 'The archive is closed.' });
  });

  test('that hangs is aborted by a stop; the server is notified when the connections close', async () => {
    const controller = new AbortController();
    const calling = call('hangs', {}, controller.signal);
    await server.hanging.promise;
    controller.abort('stopped');
    await expect(calling).rejects.toBe('stopped');
    await connections.close();
    await server.cancelled.promise;
  });

  test('that hangs times out', async () => {
    await list(server.url); // list with real timers first
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const calling = call('hangs', {});
    await server.hanging.promise;
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await calling).forModel).toEqual({
      type: 'error-text',
      value: 'It did not finish in 60 seconds.',
    });
  });

  test('whose server dies becomes an error for the model', async () => {
    const { forModel } = await call('dies', {});
    expect(forModel).toMatchObject({
      type: 'error-text',
      value: 'The MCP server hills did not respond.',
    });
  });

  test('reuses the connection of the previous call; closing ends it', async () => {
    await call('get_height', { place: 'a' });
    await call('get_height', { place: 'b' });
    expect(server.opened).toBe(2); // the list, and the run
    await connections.close();
    await vi.waitFor(() => expect(server.closed).toBe(2));
  });
});
