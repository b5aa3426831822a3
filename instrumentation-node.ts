import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/**
 * For edge routes Next replaces the methods of a request that has a body by those of a plain stream. Node's own
 * `_destroy` keeps quiet when a client leaves and nobody listens for the error; the plain one throws it, and the log gets
 * an `uncaughtException … ECONNRESET` for every reader who closes a tab. So a request keeps its own.
 */
subscribe('http.server.request.start', (message) => {
  const { request } = message as { request: IncomingMessage };
  Object.defineProperty(request, '_destroy', {
    get: () => IncomingMessage.prototype._destroy,
    set: () => {}, // Next assigns in strict mode, where a read-only property would throw
  });
});

// When the process that started this server was killed, nobody reads its records, and each one that cannot be written
// would be an error to report, which cannot be written either.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(1);
});
