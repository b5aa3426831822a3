/**
 * Encodes one event of an event stream, with its final empty line. A line ending inside `data` (LF, CRLF or CR) starts a
 * new `data:` line, which decoders turn into LF.
 */
export function encodeSseFrame(frame: { id?: string | number; event?: string; data: string }): string {
  const id = frame.id === undefined ? '' : `id: ${frame.id}\n`;
  const event = frame.event === undefined ? '' : `event: ${frame.event}\n`;
  return `${id}${event}data: ${frame.data.replace(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}

/** Encodes a comment. It keeps the connection alive and resets watchdogs; decoders drop it. */
export function encodeSseComment(text: string): string {
  return `: ${text}\n\n`;
}

/** Headers of an event stream that proxies must not buffer, transform or cache. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform', // `next start` compresses the stream without no-transform
  'x-accel-buffering': 'no', // nginx buffers event streams
} as const;
