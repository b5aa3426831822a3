import type { Cell } from './fault-matrix/cell.ts';
import { Deployment, type DeploymentOptions } from './fault-matrix/deployment.ts';
import { CONNECTION_FAULTS, type ConnectionFault } from './fault-matrix/faults/connection-faults.ts';
import { CONTINUATION_FAULTS } from './fault-matrix/faults/continuation-faults.ts';
import type { ExpectedEnd, Fault } from './fault-matrix/faults/fault.ts';
import { BROWSER_FAULTS, FAULTS } from './fault-matrix/faults/faults.ts';
import { MOMENTS, type Moment } from './fault-matrix/moments.ts';
import { NodeBrowser } from './fault-matrix/node-browser.ts';
import { PageCell } from './fault-matrix/page-cell.ts';
import { AFFECTED_TABS, SessionCell } from './fault-matrix/session-cell.ts';
import { expect, test } from './fixtures/test.ts';

const INTRODUCTION = `# How a run ends when something fails

The rows are faults, the columns are the moments at which they occur. The end-to-end tests play every cell against a production
server, and check this table. The client in a cell is the app's chat session; in the rows of a tab that closes or is frozen and of a
device that is offline, and in one cell of each outcome and error code, it is the whole app in a browser. Each cell of a chat session is
played three times, with the same end: in the tab that asked; in a tab that asked, was cut off, and connects again after another tab of the
browser has saved the end; and in a tab that was reloaded, and attaches only when the fault has occurred. If no run begins, or Redis is
stopped, only the first is possible.

Run logs are on the disk, as under \`npm start\`, unless the row says otherwise. A server is killed with SIGKILL once the disk has the words
that are shown, and interrupted as by Ctrl-C. A disk is full for SQLite, and a database is damaged by overwriting its files: below the
running server, or before the next one starts. In both cases, and in no other, the server prints one line about its disk, and \`/api/health\`
names the problem until it is over. Clocks are advanced: nobody waits for a day.

In every cell the client saves exactly the text that was sent, and the text on screen never shrinks and never repeats. No connection
to the model stays open. The model's server gets at most 1 + MAX_RETRIES requests for each step of a run. A \`complete\` run has the whole
answer; after \`stopped\` and \`interrupted\` the page offers to continue from the last word. In the row \`buffering proxy\`, the page polls before
the run ends.

Unless the reader turns that off, an answer that was interrupted by \`connection-lost\`, \`restarting\`, \`run-lost\` or \`run-timeout\` goes on
by itself, at most twice ([decision 045](decisions/045-answers-that-go-on.md)). The last rows, in whose names the answer goes on, show
what becomes of it. In all other rows this is turned off, so that they show how one run ends.

## What can be lost

Whatever a model has written, Runnel shows and stores, with these exceptions:

- **A server that is killed** loses the words of the last quarter of a second that no page had received. With Redis, it is as much, and what
  Redis itself loses. A power failure takes what SQLite has written since its last checkpoint, 4 MB at most.
- **Run logs in memory** end with the process: under \`DATA_DIR=memory\`, without a Redis on Vercel, in a directory that another server uses, and
  while the disk is full or fails. A page retains what it has shown.
- **A damaged database** takes the answers with it that had ended and that no browser had collected.
- **An answer that nobody collects** is deleted after \`KEEP_ANSWERS_FOR\`, or earlier when there is no more room: above 1 GiB on the disk, 128 M
  characters in memory, and as Redis is set up. Whoever comes back for it reads that it has expired.
- **Chats are stored in the browser.** Whoever deletes its data, or uses a window that does not keep any, has only what a server still retains.
- **A cut connection to the model** ends what the model was writing. Runnel asks it for the rest, twice at most, and a model may word the rest
  differently. With \`OPENAI_BACKGROUND=on\` the same response goes on, also after the server was killed, unless the API had not named the
  response yet, the response calls tools, the answer had just been continued, or the run used a reader's own key.
- **An answer of more than 8 M characters** ends there (\`length\`).
- **Programs** that use the OpenAI-compatible or the text-stream endpoint have no run log: who loses the connection loses the answer.

A tool call that was running when the server was killed may have had its effect, although its result is missing.

## The ends
`;

/** The played ends, by the names of their cells. */
const results = new Map<string, string>();
/** The outcomes and error codes that a cell in a browser shows. */
const shownInBrowser = new Set<string>();
/** For the rows that need nothing special. */
let shared: Deployment | undefined;

test.afterAll(() => shared?.close());

/** Returns a function that starts the deployment of a row, or the one that rows share, when it is first needed. */
function deploymentFor(fault: Pick<Fault, keyof DeploymentOptions>): () => Promise<Deployment> {
  const { environment, hasClock, disk, redisDelayMs } = fault;
  const isSpecial = environment || hasClock || disk || redisDelayMs !== undefined;
  let own: Deployment | undefined;
  test.afterAll(() => own?.close());
  return async () => {
    if (isSpecial) {
      own ??= await Deployment.start(fault);
      return own;
    }
    shared ??= await Deployment.start({});
    return shared;
  };
}

const nameOf = (fault: { name: string }, moment: Moment) => `${fault.name}, ${moment.name}`;
const labelOf = ({ outcome, code }: ExpectedEnd) => (code ? `${outcome} (${code})` : outcome);

/** Sorts the cells that have text to lose before the others. */
const textFirst = (one: { moment: Moment }, other: { moment: Moment }) =>
  Number(other.moment.name === 'in text') - Number(one.moment.name === 'in text');

/** The moments at which a fault can occur, and their ends. */
function cellsOf(fault: {
  name: string;
  expectedEnd(moment: Moment): ExpectedEnd | undefined;
}): { name: string; moment: Moment; expected: ExpectedEnd }[] {
  return MOMENTS.flatMap((moment) => {
    const expected = fault.expectedEnd(moment);
    if (expected === undefined) results.set(nameOf(fault, moment), '–');
    return expected ? [{ name: nameOf(fault, moment), moment, expected }] : [];
  });
}

/** Waits for the end of a cell, and compares it with the expected one. */
async function expectEnd(cell: Cell, moment: Moment, expected: ExpectedEnd): Promise<void> {
  const answer = await cell.end();
  expect({ ...answer, requests: cell.requests.length }, cell.question).toEqual({
    text: moment.text + (expected.whole ? moment.rest : ''),
    reasoning: moment.reasoning,
    outcome: expected.outcome,
    code: expected.code,
    requests: expected.requests,
  });
  await cell.showsText(answer.text);
  expect(await cell.shownOutcome(), cell.question).toBe(expected.outcome);
  await cell.close();
}

async function expectNothingLeft(deployment: Deployment, { store }: Pick<Fault, 'store'>): Promise<void> {
  await expect.poll(() => deployment.upstream.openRequests, 'open upstream requests').toBe(0);
  expect(deployment.unexpectedOutput).toEqual([]);
  const warnings = store ? [expect.stringMatching(store.warning)] : [];
  await expect.poll(() => deployment.storeWarnings).toEqual(warnings);
  if (store) expect(await deployment.storeProblem()).toBe(store.problem);
}

/** Plays the cells of a fault at once, each with every tab that the fault can affect. */
async function playSessions(
  fault: Fault | ConnectionFault,
  deployment: Deployment,
  cells: ReturnType<typeof cellsOf>,
): Promise<void> {
  const browser = await NodeBrowser.open(deployment.proxy.url, fault.goesOn ?? false);
  const undo = fault.prepare?.(deployment);
  try {
    const played = await Promise.all(
      (fault.tabs ?? AFFECTED_TABS).flatMap((affected) =>
        cells.map(async ({ name, moment, expected }) => {
          const cell = await SessionCell.ask(deployment, `${name}, in ${affected}`, affected);
          if (expected.requests > 0) {
            await moment.reach(cell);
            await cell.prepareTab();
          }
          return { cell, moment, expected };
        }),
      ),
    );
    if ('meet' in fault) await Promise.all(played.map(({ cell, moment }) => fault.meet?.(cell, moment)));
    if ('begin' in fault) await Promise.all(played.map(({ cell, moment }) => fault.begin(cell, moment)));
    await fault.injectIntoAll?.(deployment);
    if ('silenceMs' in fault) browser.advance(fault.silenceMs ?? 0);
    await Promise.all(
      played.map(async ({ cell, moment, expected }) => {
        await fault.inject(cell, moment);
        await expectEnd(cell, moment, expected);
      }),
    );
    await expectNothingLeft(deployment, fault);
    for (const { name, expected } of cells) results.set(name, labelOf(expected));
  } finally {
    undo?.();
    await browser.close();
  }
}

for (const fault of FAULTS) {
  test.describe(fault.name, () => {
    const startDeployment = deploymentFor(fault);
    const cells = cellsOf(fault);

    test('a chat session ends as expected at every moment, and loses nothing', async () => {
      await playSessions(fault, await startDeployment(), cells);
    });

    for (const { name, moment, expected } of cells.toSorted(textFirst)) {
      const isShown = [expected.outcome, expected.code ?? expected.outcome].every((each) =>
        shownInBrowser.has(each),
      );
      if (isShown) continue;
      shownInBrowser.add(expected.outcome).add(expected.code ?? expected.outcome);
      test(`${moment.name}: the app in a browser shows that the run is ${labelOf(expected)}`, async ({
        browser,
      }) => {
        const deployment = await startDeployment();
        const undo = fault.prepare?.(deployment);
        const cell = await PageCell.ask(browser, deployment, `${name}, in a browser`);
        if (expected.requests > 0) await moment.reach(cell);
        if ('meet' in fault) await fault.meet?.(cell, moment);
        await fault.injectIntoAll?.(deployment);
        await fault.inject(cell, moment);
        await expectEnd(cell, moment, expected);
        undo?.();
        await expectNothingLeft(deployment, fault);
      });
    }
  });
}

for (const fault of CONTINUATION_FAULTS) {
  test.describe(fault.name, () => {
    const startDeployment = deploymentFor(fault);
    test('a chat session ends as expected at every moment, and says nothing twice', async () => {
      await playSessions(fault, await startDeployment(), cellsOf(fault));
    });
  });
}

for (const fault of CONNECTION_FAULTS) {
  test.describe(fault.name, () => {
    const startDeployment = deploymentFor(fault);
    test('a chat session ends as expected at every moment, and loses nothing', async () => {
      await playSessions(fault, await startDeployment(), cellsOf(fault));
    });
  });
}

for (const fault of BROWSER_FAULTS) {
  test.describe(fault.name, () => {
    const startDeployment = deploymentFor(fault);
    for (const { name, moment, expected } of cellsOf(fault)) {
      test(`${moment.name}: the app in a browser loses nothing`, async ({ browser }) => {
        const deployment = await startDeployment();
        const cell = await PageCell.ask(browser, deployment, name);
        await moment.reach(cell);
        await fault.inject(cell, moment);
        await expectEnd(cell, moment, expected);
        await expectNothingLeft(deployment, fault);
        results.set(name, labelOf(expected));
      });
    }
  });
}

test('docs/fault-matrix.md has these ends', () => {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |\n`;
  const columns = ['fault', ...MOMENTS.map(({ name }) => name)];
  const faults = [...FAULTS, ...CONNECTION_FAULTS, ...BROWSER_FAULTS, ...CONTINUATION_FAULTS];
  const rows = faults.map((fault) =>
    line([fault.name, ...MOMENTS.map((moment) => results.get(nameOf(fault, moment)) ?? 'not played')]),
  );
  const table = line(columns) + line(columns.map(() => '---')) + rows.join('');
  console.log(table);
  expect(`${INTRODUCTION}\n${table}`).toMatchSnapshot('fault-matrix.md');
});
