import 'server-only';
import { englishRun } from '#lib/i18n/en/run.ts';
import { ChatError, type ErrorCode } from '#lib/protocol/chat-error.ts';
import { newRunId } from '#lib/protocol/ids.ts';
import type { Outcome, RunEvent } from '#lib/protocol/run-event.ts';
import { createRunMetadata, createTerminalEvents, type RunEnd } from '#lib/server/run-log/run-progress.ts';
import {
  callTool,
  finish,
  type Script,
  scriptedModel,
  textParts,
} from '#lib/server/testing/scripted-model.ts';
import { runScripted } from '#lib/server/testing/scripted-run.ts';
import { builtInTools } from '#lib/server/tools/built-in/built-in-tools.ts';
import { fetchWebPageTool } from '#lib/server/tools/built-in/fetch-web-page.ts';
import { eventsUntil } from './played-events.ts';

/** What the scripted upstream sends, one script per model step. `stopped`: the reader stops at the last delta. */
type ScriptedRun = { steps: Script[]; stopped?: boolean };

const OPENING = textParts('1', 'A river begins as a spring. ', 'It gathers streams on its way to the sea.');
const REASONING: Script = [
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'The reader asks about rivers. ' },
  { type: 'reasoning-delta', id: 'r', delta: 'A spring is a good place to start.' },
  { type: 'reasoning-end', id: 'r' },
];
const DONE = finish('stop', { input: 120, output: 240 });
const CHART = {
  kind: 'bar',
  title: 'Length of rivers in km',
  labels: ['Nile', 'Amazon', 'Yangtze'],
  series: [{ name: 'km', values: [6650, 6400, 6300] }],
};

/** A step that calls one tool, and a step with the answer. */
function callingRun(name: string, input: unknown): ScriptedRun {
  const call = callTool(`call-${name}`, name, JSON.stringify(input));
  return {
    steps: [
      [...OPENING, ...call, finish('tool-calls')],
      [...textParts('2', 'That is the result.'), DONE],
    ],
  };
}

const OUTCOMES: Record<Outcome, ScriptedRun> = {
  complete: { steps: [[...REASONING, ...OPENING, DONE]] },
  stopped: { steps: [[...OPENING, DONE]], stopped: true },
  length: { steps: [[...OPENING, finish('length')]] },
  'content-filter': { steps: [[...OPENING, finish('content-filter')]] },
  'awaiting-approval': callingRun('fetch_web_page', { url: 'https://example.com/rivers' }),
  interrupted: {
    steps: [[...OPENING, { type: 'throw', error: new ChatError('connection-lost', 'Reset.') }]],
  },
  failed: { steps: [{ refusal: new ChatError('model-unavailable', 'Refused.') }] },
};

const TOOL_CALLS = {
  calculation: callingRun('calculate', { expression: '6650 - 6300' }),
  'calculation that fails': callingRun('calculate', { expression: '6650 - (' }),
  chart: callingRun('draw_chart', CHART),
  program: callingRun('run_javascript', { code: 'console.log(2 ** 10);' }),
  approval: OUTCOMES['awaiting-approval'],
} satisfies Record<string, ScriptedRun>;

export type PlayedRuns = {
  outcomes: Record<Outcome, RunEvent[]>;
  errors: Record<ErrorCode, RunEvent[]>;
  toolCalls: Record<keyof typeof TOOL_CALLS, RunEvent[]>;
};

/** Plays every script through the server's own generation, and returns the events as a run log would hold them. */
export async function playRuns(): Promise<PlayedRuns> {
  const failed = (code: ErrorCode): ScriptedRun => ({
    steps: [{ refusal: new ChatError(code, 'The upstream said: quota exceeded for this model.') }],
  });
  const errors = Object.fromEntries(
    (Object.keys(englishRun.errors) as ErrorCode[]).map((code) => [code, failed(code)]),
  );
  return {
    outcomes: await playAll(OUTCOMES),
    errors: await playAll(errors as Record<ErrorCode, ScriptedRun>),
    toolCalls: await playAll(TOOL_CALLS),
  };
}

async function playAll<Name extends string>(
  runs: Record<Name, ScriptedRun>,
): Promise<Record<Name, RunEvent[]>> {
  const played = Object.entries<ScriptedRun>(runs).map(async ([name, run]) => [name, await play(run)]);
  return Object.fromEntries(await Promise.all(played));
}

async function play({ steps, stopped = false }: ScriptedRun): Promise<RunEvent[]> {
  const info = { runId: newRunId(), model: 'scripted', startedAt: Date.now() };
  const scope = { caller: 'designer', chatId: 'states', messageId: 'states' };
  const run = runScripted(scriptedModel(...steps), { tools: [...builtInTools(), fetchWebPageTool], scope });
  const ended = await run.ended;
  const end: RunEnd = stopped ? { outcome: 'stopped' } : ended;
  const metadata = createRunMetadata({ info, progress: run.progress, end });
  const start: RunEvent = { type: 'start', messageId: info.runId, messageMetadata: info };
  const events = stopped ? eventsUntil(run.events, 'text-delta') : run.events;
  return [start, ...events, ...createTerminalEvents(metadata, end)];
}
