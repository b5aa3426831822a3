import { expect, test, vi } from 'vitest';

test('a shutdown reaches every copy of the module, as each edge route has its own', async () => {
  const routes = await import('./shutdown.ts');
  vi.resetModules();
  const instrumentation = await import('./shutdown.ts');
  expect(instrumentation).not.toBe(routes);
  void instrumentation.shutDown();
  vi.resetModules();
  const laterRoutes = await import('./shutdown.ts');
  expect([routes, laterRoutes].map(({ isStopping }) => isStopping())).toEqual([true, true]);
  expect([routes, laterRoutes].map(({ shutdownSignal }) => shutdownSignal.aborted)).toEqual([true, true]);
});
