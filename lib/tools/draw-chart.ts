import { z } from 'zod';
import { defineTool } from './tool-definition.ts';

const POINTS = 500;

const chartSchema = z
  .object({
    kind: z.enum(['line', 'bar', 'pie', 'scatter']),
    title: z.string().max(200),
    xLabel: z.string().max(80).optional().describe('What the labels or x values are.'),
    yLabel: z.string().max(80).optional().describe('What the values are, with their unit.'),
    labels: z
      .array(z.string().max(80))
      .max(POINTS)
      .optional()
      .describe('line, bar and pie: a label for each value.'),
    series: z
      .array(
        z.object({
          name: z.string().max(80),
          values: z.array(z.number()).min(1).max(POINTS).describe('scatter: the y values.'),
          x: z.array(z.number()).max(POINTS).optional().describe('scatter: the x values.'),
        }),
      )
      .min(1)
      .max(8),
  })
  .superRefine((chart, context) => {
    for (const [index, series] of chart.series.entries()) {
      const expected = chart.kind === 'scatter' ? series.x?.length : chart.labels?.length;
      const what = chart.kind === 'scatter' ? 'x' : 'labels';
      if (expected !== series.values.length) {
        context.addIssue({
          code: 'custom',
          path: ['series', index, 'values'],
          message: `has ${series.values.length} values for ${expected ?? 'no'} ${what}`,
        });
      }
    }
    if (chart.kind !== 'pie') return;
    const [series] = chart.series;
    if (chart.series.length > 1)
      context.addIssue({ code: 'custom', path: ['series'], message: 'a pie has one' });
    if (series?.values.some((value) => value < 0) || !series?.values.some((value) => value > 0)) {
      context.addIssue({
        code: 'custom',
        path: ['series', 0, 'values'],
        message: 'a pie needs shares above zero',
      });
    }
  });

/** What is drawn. */
export type Chart = z.infer<typeof chartSchema>;

export const drawChart = defineTool({
  name: 'draw_chart',
  title: 'Chart',
  description:
    'Draws a chart in the answer, from data that you give: line, bar, pie or scatter. The reader sees it at once; do not repeat its data.',
  inputSchema: chartSchema,
  touches: 'page',
  runs: 'server',
  consent: 'never',
  timeLimitMs: 2_000,
});
