import { fuzz } from './fixtures/clients/fuzz.ts';
import { expect, test } from './fixtures/test.ts';

test('no endpoint answers a distorted request with a 5xx, not at all, or with a secret', async ({
  server,
  upstream,
}) => {
  void (async () => {
    for (;;) (await upstream.nextRequest()).finish();
  })();
  const { statuses, failures } = await fuzz(server.url, {
    seed: 1,
    count: 600,
    secrets: ['sk-test-0123456789'],
  });
  expect(failures).toEqual([]);
  // Enough of them get as far as a run, and enough are refused.
  expect(statuses[200]).toBeGreaterThan(30);
  expect(statuses[400]).toBeGreaterThan(50);
});
