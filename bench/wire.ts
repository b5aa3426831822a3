// Bytes on the wire per token, plain and compressed: what the upstream sends (the OpenAI stream), what an AI SDK route makes of it, and what
// Runnel's endpoints do, for one reader at a time.
//   npm run bench -- wire [--tokens=1000] [--rates=20,100,1000]
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { ensureBuilt, nodeBinary, ROOT } from '../scripts/project.mjs';
import {
  buildContenders,
  type Contender,
  compactRun,
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
const ENCODINGS = ['identity', 'gzip', 'br'] as const;
type Encoding = (typeof ENCODINGS)[number];

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
for (const contender of [openAI, sdkRoute, runnelRun, compactRun, openAICompatible, textStream]) {
  const { child, ask } = await contender.start(base);
  for (const tokensPerSecond of values.rates.split(',').map(Number)) {
    const profile: Profile = { tokensPerSecond, tokens, text: 'prose', firstTokenMs: 100 };
    await fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(profile) });
    const bytes = await countBytes(ask);
    const perToken = (encoding: Encoding) => Math.round((bytes[encoding] / tokens) * 10) / 10;
    rows.push({
      stream: contender.name,
      'tokens/s': tokensPerSecond,
      ...Object.fromEntries(ENCODINGS.map((encoding) => [encoding, perToken(encoding)])),
    });
    console.error(JSON.stringify(rows.at(-1)));
  }
  if (contender !== openAI) await stopProcess(child);
}
await stopProcess(upstream.child);
console.table(rows);
console.log(JSON.stringify({ bench: 'wire', tokens, rows }));

/**
 * Reads one answer, and counts what its connection brings, headers included: as it is, and with its body compressed write by write, as a
 * proxy that must not hold a word back does. @throws when the answer is an error
 */
async function countBytes(ask: Ask): Promise<Record<Encoding, number>> {
  const { url, method, headers, body } = ask(0);
  const sending = request(url, {
    method,
    agent: false,
    headers: { ...headers, 'accept-encoding': 'identity' },
  });
  sending.end(body);
  const [response]: IncomingMessage[] = await once(sending, 'response');
  if (response?.statusCode !== 200) throw new Error(`${url} answered ${response?.statusCode}`);
  const { socket } = response;
  const compressors = {
    gzip: createGzip({ flush: constants.Z_SYNC_FLUSH }),
    br: createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  };
  const compressed = { gzip: 0, br: 0 };
  for (const name of ['gzip', 'br'] as const)
    compressors[name].on('data', ({ length }: Buffer) => (compressed[name] += length));
  let text = '';
  let plain = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    text += chunk;
    plain += chunk.length;
    for (const compressor of Object.values(compressors)) compressor.write(chunk);
  }
  await Promise.all(Object.values(compressors).map((compressor) => once(compressor.end(), 'end')));
  if (/"type":"error"|"error":|^event: error/m.test(text) || !/\[DONE\]\s*$/.test(text))
    throw new Error(`${url} sent an answer that is not complete: ${text.slice(-300)}`);
  const framing = socket.bytesRead - plain;
  return { identity: socket.bytesRead, gzip: framing + compressed.gzip, br: framing + compressed.br };
}
