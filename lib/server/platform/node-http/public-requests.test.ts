import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookupPublic } from '../../../../instrumentation-lookup.ts';
import { disableFetchTimeouts } from './fetch-timeouts.ts';
import { fetchPublic, guardPublicRequests, PUBLIC_REQUEST_AGENT } from './public-requests.ts';

const server = createServer((_, response) => response.end('private'));
let url: string;

beforeAll(async () => {
  disableFetchTimeouts();
  guardPublicRequests(lookupPublic);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  url = `http://localhost:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a public request does not reach a private address, even over a connection that is open already', async () => {
  expect(await (await fetch(url)).text()).toBe('private');
  await expect(fetchPublic(url)).rejects.toThrow('localhost does not resolve to a public address.');
});

test('a public response may be silent for longer than undici allows', async () => {
  const symbol = Symbol.for('undici.globalDispatcher.1');
  const installed = Reflect.get(globalThis, symbol);
  const agents: { options: unknown; requests: unknown[] }[] = [];
  class Agent {
    readonly #agent: (typeof agents)[number];
    constructor(options?: unknown) {
      this.#agent = { options, requests: [] };
      agents.push(this.#agent);
    }
    dispatch(request: unknown): boolean {
      return this.#agent.requests.push(request) > 0;
    }
  }
  const agent = new Agent();
  Reflect.set(globalThis, symbol, agent);
  guardPublicRequests(lookupPublic);
  Reflect.set(globalThis, symbol, installed);
  const request = { headers: { 'user-agent': PUBLIC_REQUEST_AGENT } };
  agent.dispatch(request);
  expect(agents).toEqual([
    { options: undefined, requests: [] },
    {
      options: { connect: { lookup: lookupPublic }, headersTimeout: 0, bodyTimeout: 0 },
      requests: [request],
    },
  ]);
});

/** What `lookupPublic` makes of an address, which resolves to itself. */
const check = (address: string) =>
  new Promise((resolve) => lookupPublic(address, {}, (error, found) => resolve(error ? 'refused' : found)));

test.each(['1.1.1.1', '9.9.9.9', '2606:4700:4700::1111', '2a00:1450:4001::1'])(
  '%s is public',
  async (address) => {
    expect(await check(address)).toBe(address);
  },
);

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '100.100.100.200',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  'fd00::1',
  'fe80::1',
  'fec0::1',
])('%s is not public', async (address) => {
  expect(await check(address)).toBe('refused');
});
