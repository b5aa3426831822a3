import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const TOKEN = 'tok-0123456789/+';
const PASSWORD = 'p@ss wörd';
const formsOf = (secret: string) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];
const REPEATED = [TOKEN, 'query-secret', 'header-secret'].flatMap(formsOf);

/** A server that rejects every request and echoes it in several encodings. */
let echoing: Server;
beforeEach(async () => {
  echoing = createServer((request, response) => {
    const said = [request.url, ...request.rawHeaders, ...REPEATED].join(' | ');
    response.writeHead(500, said.replace(/[^\x20-\x7e]/g, '?').slice(0, 400)).end(said);
  }).listen(0, '127.0.0.1');
  await once(echoing, 'listening');
  vi.resetModules();
  vi.spyOn(console, 'error').mockReturnValue();
});
afterEach(() => {
  echoing.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe.each([
  ['that rejects and echoes requests', ''],
  ['whose URL fetch rejects', `ann:${encodeURIComponent(PASSWORD)}@`],
])('a server %s', (_, login) => {
  const settings = () => ({
    url: `http://${login}127.0.0.1:${(echoing.address() as AddressInfo).port}/mcp?token=query-secret`,
    headers: { authorization: `Bearer ${TOKEN}`, 'x-secret': 'header-secret' },
  });

  test('is reported with fixed sentences; only the log has the redacted reason', async () => {
    vi.stubEnv('MCP_SERVERS', JSON.stringify({ docs: settings() }));
    const { listTools } = await import('../tools/offer/tool-offer.ts');
    const { notices } = await listTools();
    expect(notices).toEqual([
      { code: 'server-unreachable', server: 'docs', message: 'docs did not list its tools.' },
    ]);

    const { McpConnections } = await import('./mcp-connections.ts');
    const server = { name: 'docs', consent: 'ask' as const, ...settings() };
    const calling = new McpConnections().call(server, 'search', {}, new AbortController().signal);
    const error = await calling.catch((error: unknown) => error);
    expect(String(error)).toBe('Error: The MCP server docs is unreachable.');

    const log = vi.mocked(console.error).mock.calls.map(([line]) => String(line));
    expect(log).toHaveLength(2);
    for (const line of log) {
      expect(JSON.parse(line)).toMatchObject({ event: 'mcp-failure', server: 'docs' });
      expect(JSON.parse(line).reason.length).toBeGreaterThan(20);
      for (const secret of [...REPEATED, ...formsOf(PASSWORD)]) expect(line).not.toContain(secret);
    }
  });
});
