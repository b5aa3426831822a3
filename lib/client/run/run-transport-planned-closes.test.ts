import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeBrowser } from '../testing/fake-browser.ts';
import type { FakeConnection, FakeServer } from '../testing/fake-server.ts';
import { advance, finishEvent, follow, textDelta, textStart } from '../testing/follow.ts';
import { endTest, startRunTest } from '../testing/test-setup.ts';

let browser: FakeBrowser;
let server: FakeServer;

beforeEach(() => {
  ({ browser, server } = startRunTest());
});
afterEach(() => endTest(browser));

describe('a connection that the server closes on purpose', () => {
  const FAREWELL = 'retry: 250\n\n: reconnect\n';

  test.each(['in one piece', 'in pieces'])(
    '(%s) is continued at once after the last event, and nothing is reported',
    async (how) => {
      const connections = [server.openConnection(), server.openConnection(), server.openConnection()];
      const [first, second, third] = connections as [FakeConnection, FakeConnection, FakeConnection];
      const run = follow();
      first.send(1, textStart, textDelta('a'));
      await advance();
      for (const piece of how === 'in pieces' ? FAREWELL : [FAREWELL]) first.sendText(piece);
      first.end();
      await advance();
      second.sendText(FAREWELL); // without an event
      second.end();
      await advance();
      third.send(3, textDelta('b'), finishEvent);
      expect(await run.ended).toBe('ended');
      expect(run.events).toEqual([textStart, textDelta('a'), textDelta('b'), finishEvent]);
      expect(server.requests.map(({ after }) => after)).toEqual([undefined, '2', '2']);
      expect(run.connections).toEqual(['open']);
    },
  );

  test('is opened again with a backoff if that fails', async () => {
    const first = server.openConnection();
    const run = follow();
    first.send(1, textDelta('a'));
    await advance();
    server.fail();
    const second = server.openConnection();
    first.sendText(FAREWELL);
    first.end();
    await advance(1_000);
    second.send(2, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(run.connections).toEqual(['open', 'reconnecting', 'open']);
  });

  test('may be the first one', async () => {
    const [first, second] = [server.openConnection(), server.openConnection()];
    const run = follow();
    first.sendText(`: alive\n\n${FAREWELL}`);
    first.end();
    await advance();
    second.send(1, finishEvent);
    expect(await run.ended).toBe('ended');
    expect(server.requests.map(({ method, runId }) => [method, runId])).toEqual([
      ['POST', undefined],
      ['GET', 'run-1'],
    ]);
  });
});
