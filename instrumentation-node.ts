import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage, type Server } from 'node:http';
import { parseForwardedFor, resolveAddress } from '#lib/server/http/client-address.ts';
import { environment } from '#lib/server/platform/environment.ts';
import { disableFetchTimeouts } from '#lib/server/platform/node-http/fetch-timeouts.ts';
import { type ByteSource, skipContinue } from '#lib/server/platform/node-http/interim-response.ts';
import { guardPublicRequests } from '#lib/server/platform/node-http/public-requests.ts';
import { repairRequest } from '#lib/server/platform/node-http/repair-request.ts';
import { isStopping, RUN_GRACE_MS, shutDown, shutdownSignal } from '#lib/server/platform/shutdown.ts';
import { openDataDirectory } from '#lib/server/run-log/disk/data-directory.ts';
import { guardBodies } from './instrumentation-bodies.ts';
import { lookupPublic } from './instrumentation-lookup.ts';
import { sendLastSpans, startTelemetry } from './instrumentation-telemetry.ts';

openDataDirectory();
startTelemetry();
disableFetchTimeouts();
guardPublicRequests(lookupPublic);
// Loaded only if it is needed: it reads answers, as the routes do.
if (environment().background)
  void import('#lib/server/run/resumed-runs.ts').then((runs) => runs.watchOrphans());
subscribe('undici:client:sendHeaders', (message) => skipContinue((message as { socket: ByteSource }).socket));

/**
 * Keeps `_destroy` of `IncomingMessage` on every request. For edge routes, Next copies the methods of a plain stream onto a
 * request with a body. Node's own `_destroy` stays silent when a client disconnects and nothing listens for the error; the
 * plain one throws, and the log gets `uncaughtException … ECONNRESET` whenever a reader closes a tab. See decision 004.
 */
subscribe('http.server.request.start', (message) => {
  const { request, server } = message as { request: IncomingMessage; server: Server };
  guardBodies(server);
  repairRequest(request);
  keepTrustworthyAddress(request);
  Object.defineProperty(request, '_destroy', {
    get: () => IncomingMessage.prototype._destroy,
    // Next assigns in strict mode, where a read-only property would throw. It does so once the request is answered, to put a copy of the
    // body in its place. Nobody reads that again, so discard it: it would be retained as long as the response streams. At the end of a
    // body that is not complete, Node would destroy the connection.
    set: () => void setImmediate(() => request.complete && request.resume()),
  });
});

/** Edge routes do not see the connection, and Next passes on whatever a client claims: leave the address that can be trusted. */
function keepTrustworthyAddress({ headers, socket }: IncomingMessage): void {
  const forwarded = headers['x-forwarded-for'];
  const hops = [...parseForwardedFor(forwarded?.toString()), socket.remoteAddress ?? ''];
  headers['x-forwarded-for'] = resolveAddress(hops, environment().trustProxy);
}

// On SIGINT and SIGTERM, Next stops listening, and exits once all connections are closed and no `after` is open. On SIGTERM, keep
// listening while live runs may end by themselves: their readers reconnect, and new runs are refused.
const stopListening = process.listeners('SIGTERM');
process.removeAllListeners('SIGTERM');
process.on('SIGTERM', async (signal) => {
  if (isStopping()) return;
  await shutDown({ graceMs: RUN_GRACE_MS });
  await sendLastSpans();
  for (const listener of stopListening) listener(signal);
});
process.once('SIGINT', () => {
  void shutDown();
  void sendLastSpans();
});
// Close the connections that the end of a response leaves to their keep-alive timeout.
subscribe('http.server.response.finish', (message) => {
  const { server } = message as { server: Server };
  if (shutdownSignal.aborted) setImmediate(() => server.closeIdleConnections());
});
// A closed terminal sends SIGHUP to every process. scripts/serve.ts turns it into SIGINT.
process.on('SIGHUP', () => {});

// EPIPE means that the process reading this server's output is gone. Exit: no record could be written any more, and
// neither could the error about that.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(1);
});
