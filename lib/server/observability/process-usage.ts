import 'server-only';
import { processWide } from '../platform/process-wide.ts';

/** What the process has used. Only Node.js can say it, so the instrumentation provides it. */
export type ProcessUsage = { cpuSeconds(): number; residentBytes(): number };

export function shareProcessUsage(usage: ProcessUsage): void {
  processWide<ProcessUsage | undefined>('process usage', () => usage);
}

/** Undefined on a platform that has not run the instrumentation. */
export function processUsage(): ProcessUsage | undefined {
  return processWide<ProcessUsage | undefined>('process usage', () => undefined);
}
