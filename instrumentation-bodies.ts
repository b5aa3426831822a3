import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ChatError } from '#lib/protocol/chat-error.ts';
import { MAX_BODY_BYTES } from '#lib/protocol/limits.ts';
import { createErrorResponse } from '#lib/server/http/error-response.ts';
import { createTooLargeError } from '#lib/server/http/request-body.ts';
import { getCorsHeaders } from '#lib/server/http/same-origin.ts';
import { createBusyError } from '#lib/server/limits/held-memory.ts';
import { IncomingBodies } from '#lib/server/limits/incoming-bodies.ts';
import { createErrorResponse as createCompletionErrorResponse } from '#lib/server/openai-compatible/completion-error.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * How long the rest of a refused body is read and discarded. A connection that is closed with unread bytes is reset, and a client or
 * a proxy that is still sending may lose the response.
 */
const LINGER_MS = 30_000;
const [ANYWHERE] = securityHeaders({ isDevelopment: false });

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const bodies = new IncomingBodies();
const guarded = new WeakSet<Server>();

/**
 * Makes `server` refuse bodies that are too large, or for which the process has no room, before Next sees them. Next reads a body into
 * memory, several times, and waits for its end even if the request is refused. Call this before `server` emits the request.
 */
export function guardBodies(server: Server): void {
  if (guarded.has(server)) return;
  guarded.add(server);
  const listeners = server.listeners('request') as Listener[];
  const handle: Listener = (request, response) => {
    for (const listener of listeners) listener.call(server, request, response);
  };
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (admit(request, response)) handle(request, response);
  });
  // Without a listener, Node would ask for the body before it is admitted.
  server.on('checkContinue', (request, response) => {
    if (!admit(request, response)) return;
    response.writeContinue();
    handle(request, response);
  });
}

/** Whether `request` may be handled. If not, it has been answered. */
function admit(request: IncomingMessage, response: ServerResponse): boolean {
  const { method, headers } = request;
  const length = headers['transfer-encoding'] ? MAX_BODY_BYTES : Number(headers['content-length'] ?? 0);
  if (length === 0 || method === 'GET' || method === 'HEAD') return true; // their bodies are discarded unread
  let isCut = false;
  response.once('finish', () => limitRest(request.socket, () => request.complete && !isCut));
  if (length > MAX_BODY_BYTES) return refuse(request, response, createTooLargeError(MAX_BODY_BYTES));
  const body = bodies.admit(length, () => request.socket.destroy());
  if (body === undefined) return refuse(request, response, createBusyError());
  response.once('close', body.release);
  const { push } = request;
  let received = 0;
  const countAndPush: typeof push = (chunk: Buffer | null, ...rest) => {
    if (isCut) {
      isCut = chunk !== null;
      return true; // discarded
    }
    if (chunk === null) {
      body.release();
      return push.call(request, null);
    }
    received += chunk.length;
    body.receive(chunk.length);
    const wantsMore = push.call(request, chunk, ...rest);
    if (received <= MAX_BODY_BYTES) return wantsMore;
    // A body of unknown length has become too large. For Next it ends here, so that its handler refuses it. Node would destroy the connection
    // at the end of a body that is not complete.
    isCut = true;
    request.complete = true;
    body.release();
    push.call(request, null);
    return true;
  };
  // Events would not do: Next reads the body with listeners of its own, and later replaces all listeners and methods.
  Object.defineProperty(request, 'push', { get: () => countAndPush, set: () => {} });
  return true;
}

function refuse(request: IncomingMessage, response: ServerResponse, error: ChatError): false {
  const isCompletion = request.url?.startsWith('/v1/');
  const answer = isCompletion ? createCompletionErrorResponse(error) : createErrorResponse(error);
  for (const { key, value } of ANYWHERE?.headers ?? []) response.setHeader(key, value);
  const isShared = isCompletion || request.url?.startsWith('/chat/');
  const origin = new Headers(isShared ? { origin: request.headers.origin ?? '' } : {});
  for (const [name, value] of Object.entries(getCorsHeaders({ headers: origin }) ?? {}))
    response.setHeader(name, value);
  // A client that waits for permission to send its body does not send it any more.
  if (request.headers.expect) response.setHeader('connection', 'close');
  void answer.text().then((text) => {
    response.setHeader('content-length', Buffer.byteLength(text));
    response.writeHead(answer.status, [...answer.headers].flat()).write(text);
    if (request.headers.expect) response.end();
    else endAfterBody(request, response);
  });
  return false;
}

/**
 * Ends a response that is written already. Node closes the connection of a client that has asked for that, as nginx does, at the
 * end of the response: not before its body has been read.
 */
function endAfterBody(request: IncomingMessage, response: ServerResponse): void {
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.once('close', () => {
    clearTimeout(timer);
    response.end();
  });
  request.once('end', () => response.end()).resume();
}

/** Node discards what remains of a body once its request is answered; limits how long that may take. */
function limitRest(socket: Socket, isRead: () => boolean): void {
  if (isRead()) return;
  setTimeout(() => isRead() || socket.destroy(), LINGER_MS).unref();
}
