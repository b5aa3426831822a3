import 'server-only';
import { globalDispatchers } from './global-dispatchers.ts';

/**
 * Switches off the limits that Node's `fetch` puts on silence: 300 s before the headers, and 300 s between two pieces of the
 * body. A model may think for longer, and every request of this server has limits of its own. Applies to whatever dispatcher
 * is installed, so that a proxy's keeps working.
 */
export function disableFetchTimeouts(): void {
  for (const dispatcher of globalDispatchers()) {
    const { dispatch } = dispatcher;
    dispatcher.dispatch = (options, handler) =>
      dispatch.call(dispatcher, { ...options, headersTimeout: 0, bodyTimeout: 0 }, handler);
  }
}
