import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { disableFetchTimeouts } from './fetch-timeouts.ts';

type Agent = { destroy(): Promise<void> };
type AgentConstructor = new (limits: { headersTimeout: number; bodyTimeout: number }) => Agent;

const SYMBOLS = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(Symbol.for);
const LIMIT_MS = 50;

void globalThis.Headers; // loads undici
const installed = SYMBOLS.map((symbol) => Reflect.get(globalThis, symbol));
const { constructor: AgentClass } = installed[0] as { constructor: AgentConstructor };
const createAgent = ({ headersTimeout = LIMIT_MS } = {}) =>
  new AgentClass({ headersTimeout, bodyTimeout: LIMIT_MS });

let server: Server;
let url: string;
let agents: Record<'installed' | 'headers' | 'body', Agent>;

/** Makes the limits of fetch short enough to wait for. */
beforeEach(async () => {
  agents = { installed: createAgent(), headers: createAgent(), body: createAgent({ headersTimeout: 0 }) };
  for (const symbol of SYMBOLS) Reflect.set(globalThis, symbol, agents.installed);
  server = createServer((request, response) => {
    if (request.headers.accept === 'body') response.writeHead(200).flushHeaders();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const [index, symbol] of SYMBOLS.entries()) Reflect.set(globalThis, symbol, installed[index]);
  await Promise.all(Object.values(agents).map((agent) => agent.destroy()));
  server.close();
});

/** Resolves with the error of `fetch` once its limits have cut a request that is sent now and waits for `accept`. */
async function cutByFetch(accept: 'headers' | 'body'): Promise<unknown> {
  const init = { headers: { accept }, dispatcher: agents[accept] };
  try {
    return await (await fetch(url, init as RequestInit)).text();
  } catch (error) {
    return (error as Error).cause;
  }
}

test('silence before the headers and within the body outlasts the limits of fetch', async () => {
  disableFetchTimeouts();
  const arrival = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
  const answer = fetch(url);
  const [, response] = await arrival;
  expect(await cutByFetch('headers')).toMatchObject({ code: 'UND_ERR_HEADERS_TIMEOUT' });
  response.writeHead(200).flushHeaders();
  const text = (await answer).text();
  expect(await cutByFetch('body')).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
  response.end('late');
  expect(await text).toBe('late');
});
