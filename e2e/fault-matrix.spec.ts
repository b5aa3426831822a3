import { Cell, World } from './fault-matrix/cell.ts';
import { FAULTS } from './fault-matrix/faults.ts';
import { MOMENTS } from './fault-matrix/moments.ts';
import { expect, test } from './fixtures/test.ts';

const INTRODUCTION = `# What becomes of a run when something goes wrong

A test plays every cell in a browser and writes this page. In each of them the words that were sent are kept, never shrink and never
repeat, no connection to the model stays open, and the model's server gets no more than 1 + MAX_RETRIES requests for a step. Where a
run is complete, all the words are there; after \`stopped\` and \`interrupted\` the page offers to go on from the last of them.
`;

/** What each cell came to, by fault and moment. */
const results = new Map<string, string[]>();

for (const fault of FAULTS) {
  test(`${fault.name}, at every moment of a run: nothing is lost, and the page says what is so`, async ({
    browser,
  }) => {
    test.setTimeout(90_000);
    const world = await World.start(browser, fault.environment, fault.redisDelayMs);
    try {
      const moments = MOMENTS.filter((moment) => fault.fate(moment) !== undefined);
      const played = await Promise.all(
        moments.map(async (moment) => {
          const cell = await Cell.ask(world, `${fault.name}, ${moment.name}`);
          if (fault.fate(moment)?.requests !== 0) await moment.reach(cell);
          return { moment, cell };
        }),
      );
      await fault.strike(played, world);

      for (const { moment, cell } of played) {
        const fate = fault.fate(moment);
        const answer = await cell.end();
        expect({ ...answer, requests: cell.requests.length }, cell.question).toEqual({
          text: moment.text + (fate?.whole ? moment.rest : ''),
          reasoning: moment.reasoning,
          outcome: fate?.outcome,
          code: fate?.code,
          requests: fate?.requests,
        });
        await cell.shows(answer.text);
        expect(await cell.told(), cell.question).toBe(fate?.outcome);
      }
      await expect.poll(() => world.upstream.openRequests, 'open upstream requests').toBe(0);
      expect(
        world.server.output.filter((line) => !line.startsWith('{"event":"run"')).slice(world.greeting),
      ).toEqual([]);
      results.set(
        fault.name,
        MOMENTS.map((moment) => {
          const fate = fault.fate(moment);
          return fate === undefined ? '–' : `${fate.outcome}${fate.code ? ` (${fate.code})` : ''}`;
        }),
      );
      await Promise.all(played.map(({ cell }) => cell.context.close()));
    } finally {
      await world.close();
    }
  });
}

test('the matrix is the one in docs/', () => {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const columns = ['fault', ...MOMENTS.map(({ name }) => name)];
  const rows = FAULTS.map(({ name }) => line([name, ...(results.get(name) ?? ['not played'])]));
  const table = line(columns) + line(columns.map(() => '---')) + rows.join('');
  console.log(table);
  expect(`${INTRODUCTION}\n${table}`).toMatchSnapshot('fault-matrix.md');
});
