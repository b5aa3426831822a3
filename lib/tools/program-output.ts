/** The output of a program: its console lines and its result. */
export type ProgramOutput = {
  console: { level: 'log' | 'warn' | 'error'; text: string }[];
  /** The formatted value of its `return`, if any. */
  result?: string;
  /** Why it failed: an exception or the time limit. */
  error?: string;
  /** Set when output was dropped. */
  truncated?: true;
  durationMs: number;
};

/** Does not use zod, because the page calls it for every output it shows. */
export function isProgramOutput(output: unknown): output is ProgramOutput {
  if (typeof output !== 'object' || output === null) return false;
  const { console: lines, durationMs } = output as Record<string, unknown>;
  return typeof durationMs === 'number' && Array.isArray(lines) && lines.every(isLine);
}

function isLine(line: unknown): boolean {
  return typeof line === 'object' && line !== null && 'text' in line && typeof line.text === 'string';
}
