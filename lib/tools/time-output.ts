/** A moment, and the zone whose clocks it is told by. */
export type TimeOutput = { utc: string; timeZone: string };

/** Written without zod, for the page asks it of every output that it shows. */
export function isTimeOutput(output: unknown): output is TimeOutput {
  if (typeof output !== 'object' || output === null) return false;
  const { utc, timeZone } = output as Record<string, unknown>;
  return typeof utc === 'string' && !Number.isNaN(Date.parse(utc)) && isTimeZone(timeZone);
}

/** The server may know zones that this browser does not. */
function isTimeZone(name: unknown): boolean {
  if (typeof name !== 'string') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
