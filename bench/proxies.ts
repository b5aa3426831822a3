// How much later the first token arrives through the documented nginx and Caddy than directly, in milliseconds: from the moment
// when the upstream writes it to the first frame with text. The targets take turns.
//   npm run bench -- proxies [rounds]
import { loadavg } from 'node:os';
import { Http2Client } from '../e2e/fixtures/clients/http2-client.ts';
import { installedProxies, ReverseProxy } from '../e2e/fixtures/servers/reverse-proxy.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { ensureBuilt } from '../scripts/project.mjs';

type Target = { name: string; request(path: string, body: string): Promise<Response> };

const rounds = Number(process.argv[2] ?? 40);

/** Waits for the first text of a response. */
async function untilText(response: Response): Promise<number> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes('"text-delta"')) return performance.now();
  }
  throw new Error(`No text in ${text}`);
}

async function firstTokenMs({ request }: Target, upstream: ScriptedUpstream): Promise<number> {
  const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }];
  const chatId = crypto.randomUUID();
  const [response, asked] = await Promise.all([
    request(`/api/chats/${chatId}/run`, JSON.stringify({ messages })),
    upstream.nextRequest(),
  ]);
  const arrived = untilText(response);
  const writtenAt = performance.now();
  asked.write('word');
  const ms = (await arrived) - writtenAt;
  asked.finish();
  await asked.closed;
  return ms;
}

function median(values: number[]): number {
  return (
    Math.round((values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN) * 10) / 10
  );
}

await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_API_KEY: 'sk-bench',
  RUNS_PER_MINUTE: '0',
});
const proxies = await Promise.all(installedProxies().map((name) => ReverseProxy.start(name, server.url)));
const clients = proxies.map(({ url }) => new Http2Client(url));
try {
  const direct: Target = {
    name: 'direct',
    request: (path, body) =>
      fetch(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
  };
  const targets: Target[] = [
    direct,
    ...clients.map((client, index) => ({
      name: installedProxies()[index] ?? '',
      request: (path: string, body: string) => client.request('POST', path, body),
    })),
  ];
  const times = new Map<string, number[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds + 5; round++) {
    for (const target of targets) {
      const ms = await firstTokenMs(target, upstream);
      if (round >= 5) times.get(target.name)?.push(ms); // the first ones warm up
    }
  }
  const medians = Object.fromEntries([...times].map(([name, values]) => [`${name}, ms`, median(values)]));
  const row = { ...medians, 'load average': Math.round(loadavg()[0] ?? 0) };
  console.table([row]);
  console.log(JSON.stringify({ bench: 'proxies', rounds, ...row }));
} finally {
  for (const client of clients) client.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await upstream.close();
  await server.stop();
}
