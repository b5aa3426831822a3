// CPU time of decoding an event stream: many small events, and one large event, each in chunks of 4 KB.
//   npm run bench -- sse
import { createParser } from 'eventsource-parser';
import { SseDecoder } from '../lib/sse/sse-decoder.ts';

const CHUNK_BYTES = 4 * 1024;
const ROUNDS = 7;

/** Takes the chunks of a stream, and returns how many events they held. */
type Contender = { name: string; decode: (chunks: Uint8Array[]) => number };

const CONTENDERS: Contender[] = [
  {
    name: 'Runnel',
    decode(chunks) {
      const decoder = new SseDecoder();
      let events = 0;
      for (const chunk of chunks) events += decoder.push(chunk).length;
      return events;
    },
  },
  {
    name: 'eventsource-parser',
    decode(chunks) {
      const text = new TextDecoder();
      let events = 0;
      const parser = createParser({ onEvent: () => events++ });
      for (const chunk of chunks) parser.feed(text.decode(chunk, { stream: true }));
      return events;
    },
  },
];

const chunkOf = (token: string, end = '\n') =>
  `data: {"choices":[{"index":0,"delta":{"content":"${token}"}}]}${end}${end}`;
const STREAMS: { name: string; events: number; chunks: Uint8Array[] }[] = [
  { name: '200,000 small events', events: 200_000, chunks: cut(chunkOf(' word').repeat(200_000)) },
  {
    name: '200,000 small events, one a chunk',
    events: 200_000,
    chunks: Array.from({ length: 200_000 }, () => new TextEncoder().encode(chunkOf(' word'))),
  },
  {
    name: '200,000 small events, CRLF',
    events: 200_000,
    chunks: cut(chunkOf(' 流', '\r\n').repeat(200_000)),
  },
  { name: 'one event of 4 MB', events: 1, chunks: cut(chunkOf('x'.repeat(4 * 1024 * 1024))) },
  { name: 'one event of 8 MB', events: 1, chunks: cut(chunkOf('x'.repeat(8 * 1024 * 1024))) },
];

const rows = STREAMS.map(({ name, events, chunks }) => {
  const row: Record<string, string | number> = { stream: name };
  for (const contender of CONTENDERS) row[`${contender.name}, ms`] = medianMs(contender, chunks, events);
  return row;
});
console.table(rows);
console.log(JSON.stringify({ bench: 'sse', chunkBytes: CHUNK_BYTES, rounds: ROUNDS, rows }));

function medianMs({ name, decode }: Contender, chunks: Uint8Array[], expected: number): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    const events = decode(chunks);
    const { user, system } = process.cpuUsage(before);
    if (events !== expected) throw new Error(`${name} found ${events} events instead of ${expected}.`);
    return (user + system) / 1_000;
  }).sort((a, b) => a - b);
  return Math.round((times[Math.floor(ROUNDS / 2)] ?? Number.NaN) * 10) / 10;
}

function cut(text: string): Uint8Array[] {
  const bytes = new TextEncoder().encode(text);
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    chunks.push(bytes.subarray(start, start + CHUNK_BYTES));
  }
  return chunks;
}
