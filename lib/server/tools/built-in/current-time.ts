import 'server-only';
import { currentTime } from '#lib/tools/current-time.ts';
import { createServerTool } from '../server-tool.ts';

export const currentTimeTool = createServerTool(currentTime, async ({ timeZone }) => {
  const now = new Date();
  let text: string;
  try {
    const format = { timeZone, hourCycle: 'h23', dateStyle: 'full', timeStyle: 'short' } as const;
    text = new Intl.DateTimeFormat('en-GB', format).format(now);
  } catch {
    throw new Error(`Unknown time zone: "${timeZone}".`);
  }
  return { text: `${text} (${timeZone})`, timeZone, utc: now.toISOString() };
});
