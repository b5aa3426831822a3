import { z } from 'zod';
import { defineTool } from './tool-definition.ts';

const MAX_POINTS = 500;

const chartSchema = z
  .object({
    kind: z.enum(['line', 'bar', 'pie', 'scatter']),
    title: z.string().max(200),
    xLabel: z.string().max(80).optional().describe('Axis title for the labels or x values.'),
    yLabel: z.string().max(80).optional().describe('Axis title for the values, with their unit.'),
    labels: z
      .array(z.string().max(80))
      .max(MAX_POINTS)
      .optional()
      .describe('Line, bar and pie: one label per value.'),
    series: z
      .array(
        z.object({
          name: z.string().max(80),
          values: z.array(z.number()).min(1).max(MAX_POINTS).describe('Scatter: the y values.'),
          x: z.array(z.number()).max(MAX_POINTS).optional().describe('Scatter: the x values.'),
        }),
      )
      .min(1)
      .max(8),
  })
  .superRefine((chart, context) => {
    for (const [index, series] of chart.series.entries()) {
      const expected = chart.kind === 'scatter' ? series.x?.length : chart.labels?.length;
      const name = chart.kind === 'scatter' ? 'x' : 'labels';
      if (expected !== series.values.length) {
        context.addIssue({
          code: 'custom',
          path: ['series', index, 'values'],
          message: `has ${series.values.length} values for ${expected ?? 'no'} ${name}`,
        });
      }
    }
    if (chart.kind !== 'pie') return;
    const [series] = chart.series;
    if (chart.series.length > 1)
      context.addIssue({ code: 'custom', path: ['series'], message: 'a pie chart has one series' });
    if (series?.values.some((value) => value < 0) || !series?.values.some((value) => value > 0)) {
      context.addIssue({
        code: 'custom',
        path: ['series', 0, 'values'],
        message: 'a pie chart needs non-negative values and at least one above zero',
      });
    }
  });

/** The validated input of a chart. */
export type Chart = z.infer<typeof chartSchema>;

export const drawChart = defineTool({
  name: 'draw_chart',
  title: 'Chart',
  description:
    'Draws a line, bar, pie or scatter chart from the given data, and shows it to the user in the answer. Do not repeat the data in text.',
  inputSchema: chartSchema,
  touches: 'page',
  runs: 'server',
  consent: 'never',
  timeLimitMs: 2_000,
});
