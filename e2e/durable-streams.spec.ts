// The reading part of the conformance suite of Durable Streams, against the production server. Runnel is read only, so a run stands in
// for each stream that the suite writes: see StreamAdapter.
import { readFileSync } from 'node:fs';
import { Command } from './fixtures/clients/command.ts';
import { StreamAdapter } from './fixtures/durable-streams/stream-adapter.ts';
import { expect, test } from './fixtures/test.ts';

const FOLDER = 'e2e/fixtures/durable-streams';

/** The tests of the suite that only read, or write only to have something to read, by their groups. */
const GROUPS: Record<string, string[]> = JSON.parse(readFileSync(`${FOLDER}/reading-tests.json`, 'utf8'));
const READING = Object.entries(GROUPS).flatMap(([group, titles]) =>
  titles.map((title) => `${group} > ${title}`),
);

type Result = { ancestorTitles: string[]; title: string; status: string; failureMessages: string[] };

const nameOf = ({ ancestorTitles, title }: Result) => [...ancestorTitles, title].join(' > ');

test('passes the tests of the conformance suite that read', async ({ server, upstream }, testInfo) => {
  test.setTimeout(180_000); // it has waits of its own, of up to 20 s
  const adapter = await StreamAdapter.start(server.url, upstream);
  const report = testInfo.outputPath('report.json');
  const names = READING.map((name) => name.replace(/[^\w ]/g, '\\$&')).join('|');
  const suite = new Command(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      `--root=${FOLDER}`,
      '--config=vitest.config.ts',
      '--reporter=json',
      `--outputFile=${report}`,
      `--testNamePattern=^(${names})$`,
    ],
    { environment: { NODE_ENV: 'test', STREAMS_URL: adapter.url } },
  );
  await suite.ended;
  await adapter.close();
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const results: Result[] = testResults[0].assertionResults;
  const failed = results.filter(({ status }) => status === 'failed');
  expect(failed.map((result) => [nameOf(result), ...result.failureMessages])).toEqual([]);
  const passed = results.filter(({ status }) => status === 'passed');
  expect(passed.map(nameOf).toSorted()).toEqual(READING.toSorted());
});
