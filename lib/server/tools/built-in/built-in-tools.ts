import 'server-only';
import { environment } from '#lib/server/platform/environment.ts';
import { runJavaScript } from '#lib/tools/run-javascript.ts';
import type { OfferedTool } from '../server-tool.ts';
import { calculateTool } from './calculate.ts';
import { currentTimeTool } from './current-time.ts';
import { drawChartTool } from './draw-chart.ts';
import { fetchWebPageTool } from './fetch-web-page.ts';

/** The tools that ship with Runnel. `fetch_web_page` is among them only with `WEB_FETCH=on`. */
export function builtInTools(): OfferedTool[] {
  return [
    currentTimeTool,
    calculateTool,
    drawChartTool,
    runJavaScript,
    ...(environment().webFetch ? [fetchWebPageTool] : []),
  ];
}
