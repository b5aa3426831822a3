import 'server-only';
import { drawChart } from '#lib/tools/draw-chart.ts';
import { createServerTool } from '../server-tool.ts';

/** The page draws the chart from the call's input. The server validates it and confirms to the model that it is shown. */
export const drawChartTool = createServerTool(drawChart, async ({ kind, series }) => {
  const points = series.reduce((sum, { values }) => sum + values.length, 0);
  return { text: `The ${kind} chart with ${points} values is shown to the user.` };
});
