import type { Cell } from './cell.ts';

/** A point in a run at which something goes wrong. */
export type Moment = {
  name: string;
  /** What was said by then. */
  text: string;
  reasoning: string;
  /** Requests that have reached the upstream by then. */
  requests: number;
  /** Plays the upstream up to there. */
  reach(cell: Cell): Promise<void>;
  /** What is still to be said. */
  rest: string;
  /** Plays on to where the upstream is met again, where it is not at work at this moment. */
  meetUpstream?(cell: Cell): Promise<void>;
  /** Plays the upstream from there to the end. */
  finish(cell: Cell): Promise<void>;
};

const WORDS = ['one ', '涓流 ', 'three '];
const THOUGHTS = ['I ', 'wonder. '];
const REST = 'four five.';
const LOOK = 'Let me look. ';

async function answerTheRest(cell: Cell): Promise<void> {
  cell.current.write(REST);
  cell.current.finish();
}

async function letToolGo(cell: Cell): Promise<void> {
  cell.tool?.release('Found.');
  await cell.request(2);
}

const callDelta = (fields: Record<string, unknown>) => ({ tool_calls: [{ index: 0, ...fields }] });

export const MOMENTS: readonly Moment[] = [
  {
    name: 'before headers',
    text: '',
    reasoning: '',
    requests: 1,
    async reach(cell) {
      await cell.request(1);
    },
    rest: REST,
    finish: answerTheRest,
  },
  {
    name: 'before the first token',
    text: '',
    reasoning: '',
    requests: 1,
    async reach(cell) {
      (await cell.request(1)).delta({ role: 'assistant', content: '' });
    },
    rest: REST,
    finish: answerTheRest,
  },
  {
    name: 'in reasoning',
    text: '',
    reasoning: THOUGHTS.join(''),
    requests: 1,
    async reach(cell) {
      (await cell.request(1)).think(...THOUGHTS);
      await cell.page.getByText('I wonder.').waitFor();
    },
    rest: REST,
    finish: answerTheRest,
  },
  {
    name: 'in text',
    text: WORDS.join(''),
    reasoning: '',
    requests: 1,
    async reach(cell) {
      (await cell.request(1)).write(...WORDS);
      await cell.shows(WORDS.join(''));
    },
    rest: REST,
    finish: answerTheRest,
  },
  {
    name: 'in tool arguments',
    text: LOOK,
    reasoning: '',
    requests: 1,
    async reach(cell) {
      const request = await cell.request(1);
      request.write(LOOK);
      request.delta(callDelta({ id: 'call-1', function: { name: 'current_time', arguments: '{"time' } }));
      await cell.page.locator('[data-call-state=writing]').waitFor();
    },
    rest: REST,
    async finish(cell) {
      cell.current.delta(callDelta({ function: { arguments: 'Zone":"UTC"}' } }));
      cell.current.finish('tool_calls');
      await cell.request(2);
      await answerTheRest(cell);
    },
  },
  {
    name: 'in a running tool',
    text: LOOK,
    reasoning: '',
    requests: 1,
    async reach(cell) {
      const request = await cell.request(1);
      request.write(LOOK);
      request.callTools({ id: 'call-1', name: 'mcp_waits', input: {} });
      cell.tool = await cell.world.mcp.heldCall();
      await cell.page.locator('[data-call-state=running]').waitFor();
    },
    meetUpstream: letToolGo,
    rest: REST,
    async finish(cell) {
      await letToolGo(cell);
      await answerTheRest(cell);
    },
  },
  {
    // All is said but that it was all.
    name: 'at the last event',
    text: WORDS.join('') + REST,
    reasoning: '',
    requests: 1,
    async reach(cell) {
      (await cell.request(1)).write(...WORDS, REST);
      await cell.shows(WORDS.join('') + REST);
    },
    rest: '',
    async finish(cell) {
      cell.current.finish();
    },
  },
];
