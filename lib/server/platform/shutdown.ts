import 'server-only';

/**
 * The state of this process that all its code shares. Next's edge sandbox gives each route file globals of its own, in which
 * signals cannot be observed either; `performance` is the one of the Node.js process in all of them.
 */
const shared = performance as Performance & { runnelShutdown?: AbortController };
shared.runnelShutdown ??= new AbortController();
const controller = shared.runnelShutdown;

/** Aborted when this process is about to exit: whatever runs in it has to end. */
export const shutdownSignal: AbortSignal = controller.signal;

/** Tells everything that runs in this process to end. */
export function shutDown(): void {
  controller.abort();
}
