// Cost of one delta of a 100 KB tool input in the page, early and late, compared with the AI SDK, which parses the whole
// text again at each delta.
//   npm run bench -- tool-input
import { parsePartialJson } from 'ai';
import { PartialJsonReader } from '../lib/client/tools/partial-json-reader.ts';

const DELTAS = 25_000;
const DELTA_LENGTH = 4;
/** At a thousand deltas and sixty frames a second. */
const DELTAS_A_FRAME = 16;
const SDK_SAMPLES = 100;
const CODE = 'export function area({ width, height }) {\n  return width * height; // "square metres"\n}\n';
const json = JSON.stringify({ path: 'src/area.js', code: CODE.repeat(2_000) }).slice(
  0,
  DELTAS * DELTA_LENGTH,
);
const tenth = DELTAS / 10;

const rows = [await median(fed), await median(shown), await median(sdk)];
console.table(rows);
console.log(JSON.stringify({ bench: 'tool-input', bytes: json.length, deltas: DELTAS, rows }));

type Row = {
  reader: string;
  'first tenth, µs per delta': number;
  'last tenth, µs per delta': number;
  ratio: number;
};

/** The parser alone, given each delta. */
function fed(): Row {
  const reader = new PartialJsonReader();
  return timed('Runnel, given each delta', (delta) => reader.push(delta));
}

/** As in the page: each delta grows the text, and the parser gets the text once per frame. */
function shown(): Row {
  const reader = new PartialJsonReader();
  let text = '';
  return timed('Runnel, given the text once a frame', (delta, index) => {
    text += delta;
    if (index % DELTAS_A_FRAME === 0) reader.readTo(text);
  });
}

function timed(reader: string, take: (delta: string, index: number) => void): Row {
  const times: number[] = [];
  for (let index = 0; index < DELTAS; index++) {
    if (index % tenth === 0) times.push(performance.now());
    take(json.slice(index * DELTA_LENGTH, (index + 1) * DELTA_LENGTH), index);
  }
  times.push(performance.now());
  return row(reader, between(times, 0) / tenth, between(times, 9) / tenth);
}

/** Samples some deltas; measuring each would take minutes. */
async function sdk(): Promise<Row> {
  const cost = async (from: number) => {
    const startedAt = performance.now();
    for (let sample = 0; sample < SDK_SAMPLES; sample++) {
      const delta = from + Math.floor((sample * tenth) / SDK_SAMPLES);
      await parsePartialJson(json.slice(0, (delta + 1) * DELTA_LENGTH));
    }
    return (performance.now() - startedAt) / SDK_SAMPLES;
  };
  return row('AI SDK parsePartialJson', await cost(0), await cost(DELTAS - tenth));
}

async function median(measure: () => Row | Promise<Row>): Promise<Row> {
  const rounds: Row[] = [];
  for (let round = 0; round < 5; round++) rounds.push(await measure());
  rounds.sort((a, b) => a['last tenth, µs per delta'] - b['last tenth, µs per delta']);
  return rounds[2] as Row;
}

function between(times: number[], index: number): number {
  return (times[index + 1] ?? Number.NaN) - (times[index] ?? Number.NaN);
}

function row(reader: string, firstMs: number, lastMs: number): Row {
  const micros = (ms: number) => Math.round(ms * 1e5) / 100;
  return {
    reader,
    'first tenth, µs per delta': micros(firstMs),
    'last tenth, µs per delta': micros(lastMs),
    ratio: Math.round((lastMs / firstMs) * 10) / 10,
  };
}
