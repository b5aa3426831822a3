import { expect, test, vi } from 'vitest';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import { CONTINUATION_METADATA, type RunEvent } from '#lib/protocol/run-event.ts';
import { textDelta, textStart } from '../testing/follow.ts';
import { completeEvent, longRecording, recordingOf, startEvent } from '../testing/sample-recordings.ts';
import { ReplayedRun } from './replayed-run.ts';

/** The state after the first `count` lines. */
function stateAfter(recording: ReturnType<typeof recordingOf>, count = recording.lines.length) {
  const run = new ReplayedRun(recording.header);
  run.apply(recording.lines.slice(0, count));
  return run.state;
}

const call: RunEvent[] = [
  { type: 'tool-input-start', toolCallId: 'c', toolName: 'calculate' },
  { type: 'tool-input-delta', toolCallId: 'c', inputTextDelta: '{"expression":"1+1"}' },
  { type: 'tool-input-available', toolCallId: 'c', toolName: 'calculate', input: { expression: '1+1' } },
  { type: 'tool-output-available', toolCallId: 'c', output: '2' },
];
const RUN = recordingOf([
  { t: 0, type: 'request', method: 'POST', after: 0 },
  { t: 10, type: 'open', status: 200 },
  [20, startEvent],
  [30, { type: 'reasoning-start', id: 'r' }],
  [40, { type: 'reasoning-delta', id: 'r', delta: 'Hm.' }],
  [50, { type: 'reasoning-end', id: 'r' }],
  ...call.map((event, index) => [60 + 10 * index, event] as const),
  [100, textStart],
  [110, textDelta('One ')],
  { t: 115, type: 'task', from: 50, ms: 60 },
  [120, textDelta('two')],
  [130, completeEvent],
  { t: 131, type: 'close', reason: 'ended' },
]);

test('the status goes through the phases of the run, with their recorded times', () => {
  const phases = RUN.lines.map((_, index) => {
    const { status } = stateAfter(RUN, index + 1);
    return status && [status.phase.name, status.since, status.lastActivityAt];
  });
  expect(phases).toEqual([
    ['connecting', 0, 0],
    ['waiting', 0, 0],
    ['waiting', 0, 20],
    ['thinking', 30, 30],
    ['thinking', 30, 40],
    ['waiting', 50, 50],
    ['calling', 60, 60],
    ['calling', 60, 70],
    ['running', 80, 80],
    ['waiting', 90, 90],
    ['writing', 100, 100],
    ['writing', 100, 110],
    ['writing', 100, 110],
    ['writing', 100, 120],
    undefined,
    undefined,
  ]);
});

test('the answer is the one that the page has built', () => {
  const { message } = stateAfter(RUN);
  expect(message.parts.map(({ type }) => type)).toEqual(['reasoning', 'dynamic-tool', 'text']);
  expect([getMessageText(message), message.metadata?.outcome]).toEqual(['One two', 'complete']);
});

test('lines that come one by one and all at once make the same state', () => {
  const run = new ReplayedRun(RUN.header);
  for (let count = 1; count <= RUN.lines.length; count++) {
    run.apply(RUN.lines.slice(count - 1, count));
    expect(run.state).toEqual(stateAfter(RUN, count));
  }
  run.reset();
  run.apply(RUN.lines);
  expect(run.state).toEqual(stateAfter(RUN));
});

test('a lost connection shows until something arrives again, and is counted', () => {
  const lost = recordingOf([
    [0, startEvent],
    [1, textStart],
    [2, textDelta('One ')],
    { t: 50, type: 'close', reason: 'lost' },
    { t: 900, type: 'request', method: 'GET', after: 3 },
    { t: 950, type: 'open', status: 200 },
    { t: 960, type: 'comment', text: ': alive silent=7000ms keep-alives=1' },
    [970, textDelta('two')],
    [980, completeEvent],
  ]);
  const states = lost.lines.map((_, index) => stateAfter(lost, index + 1).status);
  expect(states.map((status) => status?.connectionLostAt)).toEqual([
    ...[undefined, undefined, undefined],
    ...[50, 50, 50],
    ...[undefined, undefined, undefined],
  ]);
  expect(states[6]?.heartbeat).toContain('silent=7000ms');
  expect(stateAfter(lost).message.metadata?.reconnects).toBe(1);
});

test('a planned close shows nothing', () => {
  const planned = recordingOf([[0, startEvent], { t: 50, type: 'close', reason: 'planned' }]);
  expect(stateAfter(planned).status?.connectionLostAt).toBeUndefined();
});

test('a run that begins again does not shorten the answer that is shown', () => {
  const again = recordingOf([
    [0, startEvent],
    [1, textStart],
    [2, textDelta('One two ')],
    [3, startEvent],
    [3, textStart],
    [3, textDelta('One ')],
    [4, textDelta('two three')],
  ]);
  const texts = again.lines.map((_, index) => getMessageText(stateAfter(again, index + 1).message));
  expect(texts).toEqual(['', '', 'One two ', 'One two ', 'One two ', 'One two ', 'One two three']);
});

test('a continued answer is shown from the start, and goes on', () => {
  const continues = { id: 'answer', parts: [{ type: 'text' as const, text: 'One tw' }] };
  const metadata = { runId: 'run-1', model: 'demo', startedAt: 0, continues: { parts: 1, characters: 4 } };
  const continued = recordingOf(
    [
      [0, { type: 'start', messageId: 'answer', messageMetadata: metadata }],
      [1, { ...textStart, providerMetadata: CONTINUATION_METADATA } as RunEvent],
      [2, textDelta('two')],
    ],
    { continues },
  );
  expect(stateAfter(continued, 0).message).toMatchObject(continues);
  expect(getMessageText(stateAfter(continued).message)).toBe('One two');
});

test('a recording that was cut off leaves the run where it was', () => {
  const { status, message } = stateAfter(RUN, 12);
  expect([status?.phase.name, message.metadata?.outcome]).toEqual(['writing', undefined]);
});

test('of 50,000 deltas that come at once, the answer is read a few times only', () => {
  const read = vi.spyOn(AnswerBuilder.prototype, 'message', 'get');
  const { header, lines } = longRecording(50_000);
  const run = new ReplayedRun(header);
  run.apply(lines);
  expect(run.state.message.metadata?.outcome).toBe('complete');
  expect(read.mock.calls.length).toBeLessThan(50);
});
