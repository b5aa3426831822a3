/** A program's output: what it printed, line by line, and its last word. */
export type ProgramOutput = {
  console: { level: 'log' | 'warn' | 'error'; text: string }[];
  /** The value of its `return`, written out; absent when there is none. */
  result?: string;
  /** Why it ended early: its exception, or the time limit. */
  error?: string;
  /** Some of the output was left out. */
  truncated?: true;
  durationMs: number;
};

/** Written without zod, for the page asks it of every output that it shows. */
export function isProgramOutput(output: unknown): output is ProgramOutput {
  if (typeof output !== 'object' || output === null) return false;
  const { console: lines, durationMs } = output as Record<string, unknown>;
  return typeof durationMs === 'number' && Array.isArray(lines) && lines.every(isLine);
}

function isLine(line: unknown): boolean {
  return typeof line === 'object' && line !== null && 'text' in line && typeof line.text === 'string';
}
