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
import { afterTools, type DemoCalls, demoCalls } from './demo-calls.ts';

/** One part of the answer, and how long after the one before it comes. */
export type Beat = { afterMs: number; part: LanguageModelV4StreamPart };

const FIRST_TOKEN_MS = 350;
const TOKEN_MS = 18;
const STALL_MS = 8_000;

/** Which scene a question asks for. The first that fits; otherwise the demo introduces itself. */
const SCENES: [name: 'markdown' | 'think' | 'stall' | 'fail' | 'story', words: RegExp][] = [
  ['fail', /\b(fail|break off|error)|失败|中断|出错/i],
  ['stall', /\b(stall|silent|hang)|停顿|卡住|沉默/i],
  ['markdown', /\b(markdown|typography|formatting|table)|排版|标记|表格/i],
  ['think', /\b(think|reason|prime)|思考|推理|质数/i],
  ['story', /\b(story|long|tale|essay)|故事|长文|文章/i],
];

/** The prepared answer to the prompt: a fresh one, or the rest of one that broke off. */
export function composeDemoAnswer(options: LanguageModelV4CallOptions): Beat[] {
  const { prompt } = options;
  const last = prompt.at(-1);
  const answered = last?.role === 'user' && isRestRequest(textIn(last)) ? prompt.slice(0, -1) : prompt;
  const cut = answered.at(-1);
  if (cut?.role !== 'assistant') return composeAnswer(options);
  return restOf(composeAnswer({ ...options, prompt: answered.slice(0, -1) }), textIn(cut), prompt);
}

/** What is left of an answer when `said` was heard of it. One that breaks off by itself is brought to its end. */
function restOf(answer: Beat[], said: string, prompt: LanguageModelV4Prompt): Beat[] {
  let heard = said;
  const rest = answer.filter(({ part }) => {
    if (part.type.startsWith('reasoning-')) return false;
    if (part.type !== 'text-delta' || !heard.startsWith(part.delta)) return true;
    heard = heard.slice(part.delta.length);
    return false;
  });
  if (rest.at(-1)?.part.type === 'finish') return rest;
  return [...say('1', textsFor(prompt).continuation), finish('stop')];
}

/** The answer that fits the last message of the prompt, in the language of the last question. */
function composeAnswer({ prompt, tools }: LanguageModelV4CallOptions): Beat[] {
  const question = lastQuestion(prompt);
  const texts = textsFor(prompt);
  const last = prompt.at(-1);

  if (last?.role === 'tool') {
    const language = texts === chinese ? 'zh-CN' : 'en-GB';
    return [...say('1', afterTools(last, texts, language)), finish('stop')];
  }

  const calls = demoCalls(question, texts);
  const scene = SCENES.find(([, words]) => words.test(question))?.[0];
  if (calls !== undefined && scene !== 'fail' && scene !== 'stall')
    return callTools(calls, texts, tools ?? []);
  switch (scene) {
    case 'markdown':
      return [...say('1', texts.markdown), finish('stop')];
    case 'story':
      return [...say('1', texts.story), finish('stop')];
    case 'think':
      return [...think('1', texts.thinking), ...say('2', texts.thought), finish('stop')];
    case 'stall':
      return stall(texts);
    case 'fail':
      return [
        ...say('1', texts.beforeFailure).slice(0, -1),
        { afterMs: 300, part: { type: 'error', error: new Error(texts.failure) } },
      ];
    default:
      return [...say('1', texts.introduction), finish('stop')];
  }
}

/** Calls side by side: each is written out, then the model waits for all of them. */
function callTools(
  { before, calls }: DemoCalls,
  texts: DemoAnswers,
  offered: NonNullable<LanguageModelV4CallOptions['tools']>,
): Beat[] {
  const possible = calls.filter(({ name }) => offered.some((tool) => tool.name === name));
  if (possible.length === 0) return [...say('1', texts.withoutTool), finish('stop')];
  return [...say('1', before), ...possible.flatMap(writeCall), finish('tool-calls')];
}

function writeCall({ name, input: value }: DemoCalls['calls'][number], index: number): Beat[] {
  const toolCallId = `call_${Date.now().toString(36)}_${index}`;
  const input = JSON.stringify(value);
  const tokens = tokensOf(input);
  const tokenMs = Math.min(60, Math.max(TOKEN_MS, 1_500 / tokens.length));
  return [
    { afterMs: TOKEN_MS, part: { type: 'tool-input-start', id: toolCallId, toolName: name } },
    ...tokens.map(
      (delta): Beat => ({ afterMs: tokenMs, part: { type: 'tool-input-delta', id: toolCallId, delta } }),
    ),
    { afterMs: 0, part: { type: 'tool-input-end', id: toolCallId } },
    { afterMs: 0, part: { type: 'tool-call', toolCallId, toolName: name, input } },
  ];
}

function stall(texts: DemoAnswers): Beat[] {
  const before = say('1', texts.beforeStall).slice(0, -1);
  const [start, first, ...after] = say('1', texts.afterStall);
  if (start === undefined || first === undefined) return [...before, finish('stop')];
  return [...before, { ...first, afterMs: STALL_MS }, ...after, finish('stop')];
}

function say(id: string, text: string): Beat[] {
  return [
    { afterMs: FIRST_TOKEN_MS, part: { type: 'text-start', id } },
    ...tokensOf(text).map((delta): Beat => ({ afterMs: TOKEN_MS, part: { type: 'text-delta', id, delta } })),
    { afterMs: 0, part: { type: 'text-end', id } },
  ];
}

function think(id: string, text: string): Beat[] {
  return [
    { afterMs: FIRST_TOKEN_MS, part: { type: 'reasoning-start', id } },
    ...tokensOf(text).map(
      (delta): Beat => ({ afterMs: TOKEN_MS, part: { type: 'reasoning-delta', id, delta } }),
    ),
    { afterMs: 0, part: { type: 'reasoning-end', id } },
  ];
}

/** Cuts `text` as a tokenizer would: words with the space before them, Chinese one or two characters at a time. */
function tokensOf(text: string): string[] {
  return text.match(/\p{Script=Han}{1,2}|\s*[^\s\p{Script=Han}]{1,7}|\s+/gu) ?? [];
}

function finish(unified: 'stop' | 'tool-calls'): Beat {
  const nothing = { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
  const usage = {
    inputTokens: nothing,
    outputTokens: { total: undefined, text: undefined, reasoning: undefined },
  };
  return { afterMs: 0, part: { type: 'finish', finishReason: { unified, raw: unified }, usage } };
}

/** The texts in the language of the question. */
function textsFor(prompt: LanguageModelV4Prompt): DemoAnswers {
  const question = prompt.findLast((message) => message.role === 'user' && !isRestRequest(textIn(message))) as
    | Extract<LanguageModelV4Prompt[number], { role: 'user' }>
    | undefined;
  return question && /\p{Script=Han}/u.test(textIn(question)) ? chinese : english;
}

function lastQuestion(prompt: LanguageModelV4Prompt): string {
  const message = prompt.findLast((message) => message.role === 'user');
  return message ? textIn(message) : '';
}

function textIn({ content }: Extract<LanguageModelV4Prompt[number], { role: 'user' | 'assistant' }>): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join(' ');
}
