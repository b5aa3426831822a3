import 'server-only';
import { calculate } from '#lib/tools/calculate.ts';
import { alignObject } from '../sandbox-gaps.ts';
import { serverTool } from './server-tool.ts';

export const calculateTool = serverTool(calculate, async ({ expression }) => {
  alignObject();
  const { evaluateExpression } = await import('./arithmetic.ts'); // 95 KB that only a calculation needs
  return { text: evaluateExpression(expression) };
});
