import 'server-only';
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { isRestRequest } from '#lib/server/run/continuation.ts';
import type { DemoAnswers } from './demo-answers.ts';
import { english } from './demo-answers-en.ts';
import { chinese } from './demo-answers-zh.ts';
import { type DemoCalls, describeResults, planDemoCalls } from './demo-calls.ts';

/** One part of the answer, with its delay in milliseconds after the previous part. */
export type TimedPart = { afterMs: number; part: LanguageModelV4StreamPart };

const FIRST_TOKEN_MS = 350;
const TOKEN_MS = 18;
const STALL_MS = 8_000;

/** Topics that a question can mention. The first match counts; without one the demo introduces itself. */
const TOPICS: [name: 'markdown' | 'think' | 'stall' | 'fail' | 'story', words: RegExp][] = [
  ['fail', /\b(fail|break off|error)|失败|中断|出错/i],
  ['stall', /\b(stall|silent|hang)|停顿|卡住|沉默/i],
  ['markdown', /\b(markdown|typography|formatting|table)|排版|标记|表格/i],
  ['think', /\b(think|reason|prime)|思考|推理|质数/i],
  ['story', /\b(story|long|tale|essay)|故事|长文|文章/i],
];

/** Composes the answer to a prompt: a new one, or the rest of one that was cut off. */
export function composeDemoAnswer(options: LanguageModelV4CallOptions): TimedPart[] {
  const { prompt } = options;
  const last = prompt.at(-1);
  const answered = last?.role === 'user' && isRestRequest(getText(last)) ? prompt.slice(0, -1) : prompt;
  const cut = answered.at(-1);
  if (cut?.role !== 'assistant') return composeAnswer(options);
  return composeRest(composeAnswer({ ...options, prompt: answered.slice(0, -1) }), getText(cut), prompt);
}

/** Returns the rest of an answer after the text `received`. An answer that fails on purpose gets its continuation. */
function composeRest(answer: TimedPart[], received: string, prompt: LanguageModelV4Prompt): TimedPart[] {
  let remaining = received;
  const rest = answer.filter(({ part }) => {
    if (part.type.startsWith('reasoning-')) return false;
    if (part.type !== 'text-delta' || !remaining.startsWith(part.delta)) return true;
    remaining = remaining.slice(part.delta.length);
    return false;
  });
  if (rest.at(-1)?.part.type === 'finish') return rest;
  return [...write('1', selectAnswers(prompt).continuation), createFinish('stop')];
}

/** Composes the answer to the last message of the prompt, in the language of the last question. */
function composeAnswer({ prompt, tools }: LanguageModelV4CallOptions): TimedPart[] {
  const question = lastQuestion(prompt);
  const answers = selectAnswers(prompt);
  const last = prompt.at(-1);

  if (last?.role === 'tool') {
    const language = answers === chinese ? 'zh-CN' : 'en-GB';
    return [...write('1', describeResults(last, answers, language)), createFinish('stop')];
  }

  const calls = planDemoCalls(question, answers);
  const topic = TOPICS.find(([, words]) => words.test(question))?.[0];
  if (calls !== undefined && topic !== 'fail' && topic !== 'stall')
    return callTools(calls, answers, tools ?? []);
  switch (topic) {
    case 'markdown':
      return [...write('1', answers.markdown), createFinish('stop')];
    case 'story':
      return [...write('1', answers.story), createFinish('stop')];
    case 'think':
      return [...think('1', answers.thinking), ...write('2', answers.thought), createFinish('stop')];
    case 'stall':
      return composeStall(answers);
    case 'fail':
      return [
        ...write('1', answers.beforeFailure).slice(0, -1),
        { afterMs: 300, part: { type: 'error', error: new Error(answers.failure) } },
      ];
    default:
      return [...write('1', answers.introduction), createFinish('stop')];
  }
}

/** Writes parallel calls one after the other. The model then waits for all results. */
function callTools(
  { before, calls }: DemoCalls,
  answers: DemoAnswers,
  offered: NonNullable<LanguageModelV4CallOptions['tools']>,
): TimedPart[] {
  const possible = calls.filter(({ name }) => offered.some((tool) => tool.name === name));
  if (possible.length === 0) return [...write('1', answers.withoutTool), createFinish('stop')];
  return [...write('1', before), ...possible.flatMap(writeCall), createFinish('tool-calls')];
}

function writeCall({ name, input: value }: DemoCalls['calls'][number], index: number): TimedPart[] {
  const toolCallId = `call_${Date.now().toString(36)}_${index}`;
  const input = JSON.stringify(value);
  const tokens = tokenize(input);
  const tokenMs = Math.min(60, Math.max(TOKEN_MS, 1_500 / tokens.length));
  return [
    { afterMs: TOKEN_MS, part: { type: 'tool-input-start', id: toolCallId, toolName: name } },
    ...tokens.map(
      (delta): TimedPart => ({ afterMs: tokenMs, part: { type: 'tool-input-delta', id: toolCallId, delta } }),
    ),
    { afterMs: 0, part: { type: 'tool-input-end', id: toolCallId } },
    { afterMs: 0, part: { type: 'tool-call', toolCallId, toolName: name, input } },
  ];
}

function composeStall(answers: DemoAnswers): TimedPart[] {
  const before = write('1', answers.beforeStall).slice(0, -1);
  const [start, first, ...after] = write('1', answers.afterStall);
  if (start === undefined || first === undefined) return [...before, createFinish('stop')];
  return [...before, { ...first, afterMs: STALL_MS }, ...after, createFinish('stop')];
}

function write(id: string, text: string): TimedPart[] {
  return [
    { afterMs: FIRST_TOKEN_MS, part: { type: 'text-start', id } },
    ...tokenize(text).map(
      (delta): TimedPart => ({ afterMs: TOKEN_MS, part: { type: 'text-delta', id, delta } }),
    ),
    { afterMs: 0, part: { type: 'text-end', id } },
  ];
}

function think(id: string, text: string): TimedPart[] {
  return [
    { afterMs: FIRST_TOKEN_MS, part: { type: 'reasoning-start', id } },
    ...tokenize(text).map(
      (delta): TimedPart => ({ afterMs: TOKEN_MS, part: { type: 'reasoning-delta', id, delta } }),
    ),
    { afterMs: 0, part: { type: 'reasoning-end', id } },
  ];
}

/** Splits `text` like a tokenizer: words with their leading space, Chinese into one or two characters. */
function tokenize(text: string): string[] {
  return text.match(/\p{Script=Han}{1,2}|\s*[^\s\p{Script=Han}]{1,7}|\s+/gu) ?? [];
}

function createFinish(unified: 'stop' | 'tool-calls'): TimedPart {
  const unknown = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
  const usage = {
    inputTokens: unknown,
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  };
  return { afterMs: 0, part: { type: 'finish', finishReason: { unified, raw: unified }, usage } };
}

/** Selects the answers in the language of the question. */
function selectAnswers(prompt: LanguageModelV4Prompt): DemoAnswers {
  const question = prompt.findLast(
    (message) => message.role === 'user' && !isRestRequest(getText(message)),
  ) as Extract<LanguageModelV4Prompt[number], { role: 'user' }> | undefined;
  return question && /\p{Script=Han}/u.test(getText(question)) ? chinese : english;
}

function lastQuestion(prompt: LanguageModelV4Prompt): string {
  const message = prompt.findLast((message) => message.role === 'user');
  return message ? getText(message) : '';
}

function getText({
  content,
}: Extract<LanguageModelV4Prompt[number], { role: 'user' | 'assistant' }>): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}
