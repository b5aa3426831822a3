import 'server-only';
import { drawChart } from '#lib/tools/draw-chart.ts';
import { serverTool } from '../server-tool.ts';

/** The page draws the chart from the call's input: here it is only checked, and the model told that it is there. */
export const drawChartTool = serverTool(drawChart, async ({ kind, series }) => {
  const points = series.reduce((sum, { values }) => sum + values.length, 0);
  return { text: `The ${kind} chart of ${points} points is on the page.` };
});
