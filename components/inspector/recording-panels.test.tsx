import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Timeline } from '#lib/client/recording/analysis/timeline.ts';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import { createEventLine, type RecordingLine } from '#lib/protocol/recording/recording.ts';
import { RecordingPanels } from './recording-panels.tsx';

const delta = (t: number, seq: number) =>
  createEventLine(t, seq, { type: 'text-delta', id: '1', delta: `<b>${seq}</b>` });
const LINES: RecordingLine[] = [
  { t: 0, type: 'request', method: 'POST', after: 0 },
  { t: 300, type: 'open', status: 200 },
  delta(310, 1),
  ...Array.from({ length: 2_000 }, (_, index) => delta(3_000 + index * 10, index + 2)),
  createEventLine(23_000, 2_002, {
    type: 'finish',
    messageMetadata: { runId: 'r', model: 'gpt', startedAt: 0, outputTokens: 4_002 },
  }),
];

/** The words of the panels, with a space between elements, and their rows. */
function render(lines: readonly RecordingLine[], locale: 'en' | 'zh' = 'en') {
  const timeline = new Timeline();
  timeline.add(lines);
  const header = { format: 'runnel-recording', version: 1, runId: 'r', startedAt: 0, app: 'test' } as const;
  const Language = locale === 'zh' ? Chinese : English;
  const markup = renderToStaticMarkup(
    <Language>
      <RecordingPanels recording={{ header, timeline, isOwn: false, isLive: false, version: 1 }} />
    </Language>,
  );
  const words = markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  return { markup, words, rows: markup.match(/<tr/g)?.length ?? 0 };
}

test('the panels say what the run was, who lost time, and how long the gaps were', () => {
  const { words } = render(LINES);
  expect(words).toMatch(/Model gpt .*First token after 310 ms .*Longest gap 2\.7 s Events 2,002/);
  expect(words).toMatch(/Server From [^.]*\. [^.]*\. 300 ms 10% .*Unknown The [^.]*\. 2\.7 s 90%/);
  expect(words).toMatch(/Gaps between arrivals Median 10 ms, longest 2\.7 s .*&lt; 20 ms 2,000/);
});

test('the panels speak Chinese', () => {
  expect(render(LINES, 'zh').words).toMatch(
    /时间损耗 .*服务器 从[^。]*。 300 毫秒 .*到达间隔 中位数 10 毫秒/,
  );
});

test('a table of many lines has few rows, and says how many there are', () => {
  const { markup, rows } = render(LINES);
  expect(rows).toBeLessThan(60);
  expect(markup).toContain(`aria-rowcount="${LINES.length + 1}"`);
});

test('what a model writes is text', () => {
  expect(render(LINES).markup).not.toContain('<b>');
});

test('an empty recording has panels too', () => {
  expect(render([]).words).toContain('No wait was as long as 0.25 s.');
});
