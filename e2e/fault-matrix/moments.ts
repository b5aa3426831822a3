import type { Cell } from './cell.ts';

/** A point in a run at which a fault is injected. */
export type Moment = {
  name: string;
  /** Text and reasoning that the client shows by then. */
  text: string;
  reasoning: string;
  /** How many requests have reached the upstream by then. */
  requests: number;
  /** Plays the upstream up to this moment. */
  reach(cell: Cell): Promise<void>;
  /** Text that is still to come. */
  rest: string;
  /** Plays on to the next upstream request, where none is open at this moment. */
  meetUpstream?(cell: Cell): Promise<void>;
  /** Plays the upstream from here to the end. */
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

async function releaseTool(cell: Cell): Promise<void> {
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
      await cell.showsReasoning(THOUGHTS.join(''));
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
      await cell.showsText(WORDS.join(''));
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
      await cell.showsCall('writing');
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
      cell.tool = await cell.deployment.mcp.heldCall();
      await cell.showsCall('running');
    },
    meetUpstream: releaseTool,
    rest: REST,
    async finish(cell) {
      await releaseTool(cell);
      await answerTheRest(cell);
    },
  },
  {
    // Only the finish reason is missing.
    name: 'at the last event',
    text: WORDS.join('') + REST,
    reasoning: '',
    requests: 1,
    async reach(cell) {
      (await cell.request(1)).write(...WORDS, REST);
      await cell.showsText(WORDS.join('') + REST);
    },
    rest: '',
    async finish(cell) {
      cell.current.finish();
    },
  },
];
