import 'server-only';
import { alignObject } from '#lib/server/platform/edge-polyfills.ts';
import { calculate } from '#lib/tools/calculate.ts';
import { serverTool } from '../server-tool.ts';

export const calculateTool = serverTool(calculate, async ({ expression }) => {
  alignObject();
  const { evaluateExpression } = await import('./arithmetic.ts'); // 95 KB that only a calculation needs
  return { text: evaluateExpression(expression) };
});
