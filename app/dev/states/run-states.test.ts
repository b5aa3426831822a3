import { expect, test } from 'vitest';
import { callState } from '#components/tool-call/call-state.ts';
import { toAnswer } from './played-events.ts';
import { callStates, statusStates } from './run-states.ts';
import { playRuns } from './scripted-runs.ts';

const runs = await playRuns();

test('each scripted run ends with the outcome that it is named for', () => {
  for (const [name, events] of Object.entries(runs.outcomes))
    expect(toAnswer(events).metadata?.outcome).toBe(name);
});

test('each scripted failure carries the error code that it is named for', () => {
  for (const [name, events] of Object.entries(runs.errors))
    expect(toAnswer(events).metadata?.error?.code).toBe(name);
});

test('each tool card shows the state that it is named for', () => {
  for (const [name, { call, run }] of Object.entries(callStates(runs)))
    expect(callState(call, run)).toBe(name);
});

test('each status line shows the phase that it is named for', () => {
  const { stalled, reconnecting, stopping, ...phases } = statusStates(runs);
  for (const [name, { phase }] of Object.entries(phases)) expect(phase.name).toBe(name);
  expect(stalled.lastActivityAt).toBeLessThan(Date.now());
  expect(reconnecting.connectionLostAt).toBeDefined();
  expect(stopping.phase.name).toBe('writing');
});
