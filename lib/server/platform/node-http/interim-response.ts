import 'server-only';

/** The part of a Node.js socket that undici reads with. */
export type ByteSource = { read(size?: number): Uint8Array | null };

const CONTINUE = 'HTTP/1.1 100';
/** As much as Node's HTTP clients accept of a header. */
const MAX_HEADER_BYTES = 16 * 1024;
const latin1 = new TextDecoder('latin1');

/**
 * Makes `socket` skip a `100 Continue` before the response that it is about to receive. Some servers send it unasked, which a
 * client must bear (RFC 9110, 15.2), but undici closes the connection. Once the response begins, the socket is as before.
 */
export function skipContinue(socket: ByteSource): void {
  const { read } = socket;
  let held: Uint8Array = new Uint8Array();
  socket.read = (size) => {
    for (let chunk = read.call(socket, size); chunk !== null; chunk = read.call(socket, size)) {
      held = dropContinue(held.length === 0 ? chunk : concatenate(held, chunk));
      if (mayBeContinue(held)) continue;
      socket.read = read;
      return held;
    }
    return null;
  };
}

function dropContinue(bytes: Uint8Array): Uint8Array {
  if (startOf(bytes) !== CONTINUE) return bytes;
  const end = latin1.decode(bytes).indexOf('\r\n\r\n');
  return end === -1 ? bytes : dropContinue(bytes.subarray(end + 4));
}

/** Whether `bytes` are the beginning of a `100 Continue`, or too few to tell. */
function mayBeContinue(bytes: Uint8Array): boolean {
  return bytes.length < MAX_HEADER_BYTES && CONTINUE.startsWith(startOf(bytes));
}

function startOf(bytes: Uint8Array): string {
  return latin1.decode(bytes.subarray(0, CONTINUE.length));
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
