/** A point in time and the time zone to show it in. */
export type TimeOutput = { utc: string; timeZone: string };

/** Does not use zod, because the page calls it for every output it shows. */
export function isTimeOutput(output: unknown): output is TimeOutput {
  if (typeof output !== 'object' || output === null) return false;
  const { utc, timeZone } = output as Record<string, unknown>;
  return typeof utc === 'string' && !Number.isNaN(Date.parse(utc)) && isTimeZone(timeZone);
}

/** Whether this browser knows the time zone. The server may know more. */
function isTimeZone(name: unknown): boolean {
  if (typeof name !== 'string') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
