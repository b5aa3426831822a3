import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { onStopSignal } from './processes.mjs';

test('onStopSignal ignores copies of a signal, and reports a later one as repeated', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const on = vi.spyOn(process, 'on').mockReturnValue(process);
  const listener = vi.fn();
  onStopSignal(listener);
  const [receiveInt, receiveTerm] = on.mock.calls.map(([, receive]) => receive);
  receiveInt?.('SIGINT');
  vi.advanceTimersByTime(999);
  receiveTerm?.('SIGTERM');
  expect(listener.mock.calls).toEqual([['SIGINT', false]]);
  vi.advanceTimersByTime(1);
  receiveTerm?.('SIGTERM');
  expect(listener.mock.calls.slice(1)).toEqual([['SIGTERM', true]]);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a process with a child', () => {
  const processes: ChildProcess[] = [];
  afterEach(() => {
    for (const { pid } of processes.splice(0)) {
      try {
        process.kill(-(pid ?? Number.NaN), 'SIGKILL');
      } catch {} // it has ended
    }
  });

  /** Starts a process whose child runs until something ends it; resolves once the child runs. */
  async function start(stdio: string): Promise<{ parent: ChildProcess; closed: Promise<unknown[]> }> {
    const child = "console.log('started'); setInterval(() => {}, 1_000)";
    const script = `
      import { endTogether, startChild } from ${JSON.stringify(new URL('processes.mjs', import.meta.url).href)};
      endTogether({ packageFile: '' });
      startChild(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: ${stdio} });`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    processes.push(parent);
    // The child holds its parent's stdout, so `close` means that both have ended.
    const closed = once(parent, 'close');
    await once(parent.stdout as NonNullable<typeof parent.stdout>, 'data');
    return { parent, closed };
  }

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('forwards %s and exits after it', async (signal) => {
    const { parent, closed } = await start("['ignore', 'inherit', 'inherit']");
    parent.kill(signal);
    expect(await closed).toEqual([{ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal], null]);
  });

  test('takes a child with an IPC channel along when it is killed', async () => {
    const { parent, closed } = await start("['ignore', 'inherit', 'inherit', 'ipc']");
    parent.kill('SIGKILL');
    expect(await closed).toEqual([null, 'SIGKILL']);
  });
});
