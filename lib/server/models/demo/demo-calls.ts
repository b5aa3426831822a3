import 'server-only';
import type { JSONObject, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { z } from 'zod';
import type { ToolName } from '#lib/tools/tool-name.ts';
import type { DemoAnswers } from './demo-answers.ts';

/** The demo's tool calls, and the text before them. */
export type DemoCalls = { before: string; calls: { name: ToolName; input: JSONObject }[] };

type ToolMessage = Extract<LanguageModelV4Prompt[number], { role: 'tool' }>;

const TIME = /\b(time|clock|o'clock)\b|几点|时间|时刻/i;
const CHART = /\b(chart|graph|plot)\b|图表|画.{0,4}图|柱状图|折线图/i;
/** A URL, or the words for a web page. The tool needs approval, and is off by default. */
const PAGE = /\bweb ?page\b|网页|https:\/\/[^\s，。]+/i;
const PROGRAM = /\bjavascript\b|\bprogram\b|程序|代码运行|运行.{0,4}代码/i;
/** `17 % of 348`, `348 的 17%`, or an expression with an operator. */
const PERCENT = /(\d+(?:\.\d+)?)\s*[%％]\s*of\s*(\d+(?:\.\d+)?)/i;
const PERCENT_CHINESE = /(\d+(?:\.\d+)?)\s*的\s*(\d+(?:\.\d+)?)\s*[%％]/;
const EXPRESSION = /\d[\d.]*(?:\s*[-+*/×÷^]\s*\d[\d.]*)+/;

const ZONES: [words: RegExp, zone: string][] = [
  [/tokyo|japan|东京|日本/i, 'Asia/Tokyo'],
  [/beijing|shanghai|china|北京|上海|中国/i, 'Asia/Shanghai'],
  [/london|england|伦敦|英国/i, 'Europe/London'],
  [/paris|france|巴黎|法国/i, 'Europe/Paris'],
  [/berlin|germany|柏林|德国/i, 'Europe/Berlin'],
  [/new york|纽约/i, 'America/New_York'],
  [/san francisco|los angeles|旧金山|洛杉矶/i, 'America/Los_Angeles'],
  [/sydney|australia|悉尼|澳大利亚/i, 'Australia/Sydney'],
];

const PROGRAM_CODE = `const primes = [];
for (let number = 2; primes.length < 10; number++) {
  if (primes.every((prime) => number % prime !== 0)) primes.push(number);
}
console.log(primes.join(' '));
return primes.reduce((sum, prime) => sum + prime, 0);`;

/** Returns the tool calls that a question asks for, if any. */
export function planDemoCalls(question: string, answers: DemoAnswers): DemoCalls | undefined {
  if (CHART.test(question)) {
    const { title, xLabel, yLabel, labels, names } = answers.chart;
    const series = [
      { name: names[0], values: [80, 90, 140, 120, 145, 220] },
      { name: names[1], values: [55, 41, 42, 44, 49, 45] },
    ];
    const input = { kind: 'bar', title, xLabel, yLabel, labels, series };
    return { before: answers.beforeChart, calls: [{ name: 'draw_chart', input }] };
  }
  if (PROGRAM.test(question)) {
    return {
      before: answers.beforeProgram,
      calls: [{ name: 'run_javascript', input: { code: PROGRAM_CODE } }],
    };
  }
  if (PAGE.test(question)) {
    const url = /https:\/\/[^\s，。]+/.exec(question)?.[0] ?? 'https://example.com';
    return { before: answers.beforePage, calls: [{ name: 'fetch_web_page', input: { url } }] };
  }
  const calls: DemoCalls['calls'] = [];
  if (TIME.test(question)) {
    const timeZone = ZONES.find(([words]) => words.test(question))?.[1] ?? 'UTC';
    calls.push({ name: 'current_time', input: { timeZone } });
  }
  const expression = findExpression(question);
  if (expression !== undefined) calls.push({ name: 'calculate', input: { expression } });
  if (calls.length === 0) return undefined;
  return { before: calls.length > 1 ? answers.beforeTools : answers.beforeTool, calls };
}

function findExpression(question: string): string | undefined {
  const percent = PERCENT.exec(question);
  if (percent) return `${percent[1]}% of ${percent[2]}`;
  const chinese = PERCENT_CHINESE.exec(question);
  if (chinese) return `${chinese[2]}% of ${chinese[1]}`;
  return EXPRESSION.exec(question)?.[0];
}

/** Writes the demo's answer to the results of its tools. */
export function describeResults(message: ToolMessage, answers: DemoAnswers, language: string): string {
  const results = message.content.flatMap((part) => (part.type === 'tool-result' ? [part] : []));
  if (results.length === 1 && results[0]?.toolName === 'draw_chart' && results[0].output.type === 'json') {
    return answers.afterChart;
  }
  const descriptions = results.map(({ output }) => describeResult(output, answers, language));
  return descriptions.length > 1
    ? answers.afterTools(descriptions)
    : answers.afterTool(descriptions[0] ?? '');
}

const clockReading = z.object({ timeZone: z.string(), utc: z.string() });
const words = z.object({ text: z.string() });
const program = z.object({ result: z.string() });

function describeResult(
  output: Extract<ToolMessage['content'][number], { type: 'tool-result' }>['output'],
  answers: DemoAnswers,
  language: string,
): string {
  if (!('value' in output)) return answers.denied(output.reason ?? '');
  const clock = clockReading.safeParse(output.value);
  if (clock.success) {
    const { timeZone, utc } = clock.data;
    const format = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'full', timeStyle: 'short' });
    return `${format.format(new Date(utc))} (${timeZone})`;
  }
  const text = words.safeParse(output.value);
  if (text.success) return text.data.text;
  const ran = program.safeParse(output.value);
  if (ran.success) return ran.data.result;
  return typeof output.value === 'object' ? JSON.stringify(output.value) : String(output.value);
}
