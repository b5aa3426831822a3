/**
 * One event in the text form of an event stream, ended by its empty line. A line ending inside `data` (LF, CRLF or CR)
 * becomes a further `data:` line, which every reader gives back as LF.
 */
export function encodeSseFrame(frame: { id?: string | number; event?: string; data: string }): string {
  const id = frame.id === undefined ? '' : `id: ${frame.id}\n`;
  const event = frame.event === undefined ? '' : `event: ${frame.event}\n`;
  return `${id}${event}data: ${frame.data.replace(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}

/** A comment: keeps the line alive and tells a watchdog so; readers drop it. */
export function encodeSseComment(text: string): string {
  return `: ${text}\n\n`;
}

/** The headers of an event stream that no proxy may hold back, change or keep. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform', // next start gzips a stream without no-transform
  'x-accel-buffering': 'no', // nginx buffers event streams
} as const;
