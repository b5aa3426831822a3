// Preloaded into a process that has an IPC channel: ends it when its parent is gone. A parent that SIGKILL ends forwards nothing.

/** How long the process may take to end in good order. */
const LIMIT_MS = 6_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGINT');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LIMIT_MS).unref();
});
