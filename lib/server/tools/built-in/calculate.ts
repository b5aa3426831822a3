import 'server-only';
import { alignObject } from '#lib/server/platform/edge-polyfills.ts';
import { calculate } from '#lib/tools/calculate.ts';
import { createServerTool } from '../server-tool.ts';

export const calculateTool = createServerTool(calculate, async ({ expression }) => {
  alignObject();
  const { evaluateExpression } = await import('./arithmetic.ts'); // 95 KB, loaded for the first calculation
  return { text: evaluateExpression(expression) };
});
