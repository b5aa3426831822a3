// Bytes on the wire per token, plain and compressed: what the upstream sends (the OpenAI stream), what an AI SDK route makes of it, and what
// Runnel's endpoints do, for one reader at a time.
//   npm run bench -- wire [--tokens=1000] [--rates=20,100,1000]
import { request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, nodeBinary, ROOT } from '../scripts/project.mjs';
import {
  buildContenders,
  type Contender,
  openAICompatible,
  runnelRun,
  sdkRoute,
  textStream,
} from './streams/contenders.ts';
import type { Ask } from './streams/load.ts';
import { startProcess, stopProcess } from './streams/process.ts';
import type { Profile } from './streams/profile.ts';

const { values } = parseArgs({
  options: { tokens: { type: 'string', default: '1000' }, rates: { type: 'string', default: '20,100,1000' } },
});
const tokens = Number(values.tokens);
const ENCODINGS = ['identity', 'gzip', 'br'];

await ensureBuilt();
await buildContenders();
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/streams/upstream.ts')], {
  ready: /^(http\S+)/,
});
const base = `${upstream.found}/v1`;
/** The upstream itself, without a server between. */
const openAI: Contender = {
  name: 'OpenAI stream',
  async start() {
    const { child } = upstream;
    const ask: Ask = () => ({
      url: `${base}/chat/completions`,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: 'Go' }] }),
    });
    return { child, pid: child.pid ?? 0, ask };
  },
};

const rows = [];
for (const contender of [openAI, sdkRoute, runnelRun, openAICompatible, textStream]) {
  const { child, ask } = await contender.start(base);
  for (const tokensPerSecond of values.rates.split(',').map(Number)) {
    const profile: Profile = { tokensPerSecond, tokens, text: 'latin', firstTokenMs: 100 };
    await fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(profile) });
    for (const encoding of ENCODINGS) {
      const { bytes, sent } = await countBytes(ask, encoding);
      if (sent !== encoding) continue; // the server does not compress so
      rows.push({
        stream: contender.name,
        'tokens/s': tokensPerSecond,
        encoding,
        'bytes/token': Math.round((bytes / tokens) * 10) / 10,
      });
      console.error(JSON.stringify(rows.at(-1)));
    }
  }
  if (contender !== openAI) await stopProcess(child);
}
await stopProcess(upstream.child);
console.table(rows);
console.log(JSON.stringify({ bench: 'wire', tokens, rows }));

/** Reads one answer. `bytes` are all that the connection brought, headers included, `sent` the encoding that the server chose. */
function countBytes(ask: Ask, encoding: string): Promise<{ bytes: number; sent: string }> {
  const { url, method, headers, body } = ask(0);
  return new Promise((resolve, reject) => {
    const sending = request(url, {
      method,
      agent: false,
      headers: { ...headers, 'accept-encoding': encoding },
    });
    sending.once('error', reject);
    sending.once('response', (response) => {
      if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}`));
      const socket = response.socket;
      response.resume();
      response.once('end', () =>
        resolve({ bytes: socket.bytesRead, sent: response.headers['content-encoding'] ?? 'identity' }),
      );
      response.once('error', reject);
    });
    sending.end(body);
  });
}
