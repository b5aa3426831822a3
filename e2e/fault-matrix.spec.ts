import { Cell, World } from './fault-matrix/cell.ts';
import { FAULTS } from './fault-matrix/faults.ts';
import { MOMENTS } from './fault-matrix/moments.ts';
import { expect, test } from './fixtures/test.ts';

const INTRODUCTION = `# What becomes of a run when something goes wrong

A test plays every cell in a browser and writes this page. In each of them the words that were sent are kept, never shrink and never
repeat, no connection to the model stays open, and the model's server gets no more than 1 + MAX_RETRIES requests for a step. Where a
run is complete, all the words are there; after \`stopped\` and \`interrupted\` the page offers to go on from the last of them.
`;

/** What each cell came to, by its name. */
const results = new Map<string, string>();

for (const fault of FAULTS) {
  test.describe(fault.name, () => {
    let world: World | undefined;

    test.afterAll(() => world?.close());

    for (const moment of MOMENTS) {
      const name = `${fault.name}, ${moment.name}`;
      const fate = fault.fate(moment);
      if (fate === undefined) {
        results.set(name, '–');
        continue;
      }
      test(`${moment.name}: nothing is lost, and the page says what is so`, async ({ browser }) => {
        world ??= await World.start(browser, fault.environment, fault.redisDelayMs);
        const cell = await Cell.ask(world, name);
        if (fate.requests > 0) await moment.reach(cell);
        await fault.strike(cell, moment);

        const answer = await cell.end();
        expect({ ...answer, requests: cell.requests.length }).toEqual({
          text: moment.text + (fate.whole ? moment.rest : ''),
          reasoning: moment.reasoning,
          outcome: fate.outcome,
          code: fate.code,
          requests: fate.requests,
        });
        await cell.shows(answer.text);
        expect(await cell.told()).toBe(fate.outcome);
        const { upstream, server, greeting } = world;
        await expect.poll(() => upstream.openRequests, 'open upstream requests').toBe(0);
        expect(server.output.filter((line) => !line.startsWith('{"event":"run"')).slice(greeting)).toEqual(
          [],
        );
        results.set(name, `${fate.outcome}${fate.code ? ` (${fate.code})` : ''}`);
        await cell.context.close();
        if (fault.spoilsWorld) {
          await world.server.kill(); // it would wait for what is gone
          await world.close();
          world = undefined;
        }
      });
    }
  });
}

test('the matrix is the one in docs/', () => {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const columns = ['fault', ...MOMENTS.map(({ name }) => name)];
  const rows = FAULTS.map((fault) =>
    line([fault.name, ...MOMENTS.map(({ name }) => results.get(`${fault.name}, ${name}`) ?? 'not played')]),
  );
  const table = line(columns) + line(columns.map(() => '---')) + rows.join('');
  console.log(table);
  expect(`${INTRODUCTION}\n${table}`).toMatchSnapshot('fault-matrix.md');
});
