import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isLoadError } from '#lib/lazy/lazy-value.ts';
import type { FromFrame, ToFrame } from './drawing-messages.ts';

/** A port that passes messages on in a later microtask, once the other side listens. */
class FakePort {
  readonly listening = Promise.withResolvers<(event: { data: unknown }) => void>();
  other: FakePort | undefined;
  set onmessage(listener: (event: { data: unknown }) => void) {
    this.listening.resolve(listener);
  }
  postMessage(data: unknown) {
    void this.other?.listening.promise.then((listener) => listener({ data }));
  }
  close() {
    this.other = undefined;
  }
}

/** A frame whose document the test plays. */
class FakeFrame {
  style = {};
  onload: (() => void) | null = null;
  isRemoved = false;
  received: ToFrame[] = [];
  #port: FakePort | undefined;
  contentWindow = {
    postMessage: (_data: unknown, _origin: string, [port]: [FakePort]) => {
      this.#port = port;
      port.onmessage = ({ data }) => this.received.push(data as ToFrame);
      this.send({ type: 'ready' });
    },
  };
  setAttribute() {}
  remove() {
    this.isRemoved = true;
  }
  send(message: FromFrame) {
    this.#port?.postMessage(message);
  }
}

const frames: FakeFrame[] = [];
const fetched = vi.fn<(url: string, options: { signal: AbortSignal }) => Promise<unknown>>();
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.resetModules(); // each test starts without a frame
  vi.useFakeTimers();
  frames.length = 0;
  fetched.mockReset().mockImplementation(async () => ({ ok: true, text: async () => 'text' }));
  vi.stubEnv('DRAWING_FOLDER', '/folder/');
  vi.stubEnv('DRAWING_MODULES', 'a.js b.js');
  vi.stubGlobal('fetch', fetched);
  vi.stubGlobal('document', {
    body: { append: (frame: FakeFrame) => frames.push(frame) },
    createElement: () => new FakeFrame(),
  });
  vi.stubGlobal(
    'MessageChannel',
    class {
      port1 = new FakePort();
      port2 = new FakePort();
      constructor() {
        [this.port1.other, this.port2.other] = [this.port2, this.port1];
      }
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** Starts to draw, and loads the document of the newest frame. @returns how it ended so far */
async function draw(code = 'flowchart LR') {
  const { drawDiagram } = await import('./draw-diagram.ts');
  const outcome: { svg?: string; error?: unknown } = {};
  drawDiagram(code, false).then(
    (svg) => Object.assign(outcome, { svg }),
    (error) => Object.assign(outcome, { error }),
  );
  await settle();
  frames.at(-1)?.onload?.();
  await settle();
  return outcome;
}

const typesOf = (frame: FakeFrame | undefined) => frame?.received.map(({ type }) => type);

describe('a frame that works', () => {
  test('gets the modules, then the diagrams one by one', async () => {
    const outcomes = [await draw('one'), await draw('two')];
    expect(frames).toHaveLength(1);
    expect(frames[0]?.received).toEqual([
      { type: 'modules', texts: { 'a.js': 'text', 'b.js': 'text' } },
      { type: 'draw', code: 'one', isDark: false, modules: ['a.js', 'b.js'] },
    ]);
    frames[0]?.send({ type: 'drawn', svg: '<svg/>' });
    await settle();
    expect(frames[0]?.received.at(-1)).toMatchObject({ type: 'draw', code: 'two' });
    frames[0]?.send({ type: 'refused', reason: 'no diagram' });
    await settle();
    expect(outcomes).toEqual([{ svg: '<svg/>' }, { error: new Error('no diagram') }]);
  });

  test('gets further modules, whose loading may take longer than drawing', async () => {
    const outcome = await draw();
    const response = Promise.withResolvers<unknown>();
    fetched.mockReturnValue(response.promise);
    frames[0]?.send({ type: 'modules', names: ['c.js'] });
    await vi.advanceTimersByTimeAsync(25_000);
    expect(outcome).toEqual({});
    response.resolve({ ok: true, text: async () => 'late' });
    await settle();
    expect(frames[0]?.received.at(-1)).toEqual({ type: 'modules', texts: { 'c.js': 'late' } });
  });

  test('is removed after a minute without diagrams', async () => {
    await draw();
    frames[0]?.send({ type: 'drawn', svg: '<svg/>' });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(frames[0]?.isRemoved).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(frames[0]?.isRemoved).toBe(true);
    await draw();
    expect(frames).toHaveLength(2);
  });
});

describe('a frame that fails is removed, and the next diagram gets another one', () => {
  test('when it draws for longer than 20 s', async () => {
    const outcome = await draw();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(outcome.error).toEqual(new Error('The diagram takes too long to draw'));
    expect(isLoadError(outcome.error)).toBe(false);
    expect(frames[0]?.isRemoved).toBe(true);
    await draw();
    expect(typesOf(frames[1])).toEqual(['modules', 'draw']);
  });

  test('when its document does not answer for 10 s', async () => {
    const { drawDiagram } = await import('./draw-diagram.ts');
    const error = drawDiagram('flowchart LR', false).catch((reason) => reason);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(isLoadError(await error)).toBe(true);
    expect(frames[0]?.isRemoved).toBe(true);
  });

  test.each([
    ['cannot be fetched', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['is gone', async () => ({ ok: false, status: 404 })],
  ])('when a module %s', async (_, response) => {
    fetched.mockImplementationOnce(response);
    const outcome = await draw();
    expect(isLoadError(outcome.error)).toBe(true);
    expect(frames[0]?.isRemoved).toBe(true);
    await draw();
    expect(typesOf(frames[1])).toEqual(['modules', 'draw']);
  });

  test('when it asks for a file that is no module', async () => {
    const outcome = await draw();
    frames[0]?.send({ type: 'modules', names: ['#lib/api/models'] });
    await settle();
    expect(outcome.error).toBeInstanceOf(Error);
    expect(fetched.mock.calls.map(([url]) => url)).toEqual(['/folder/a.js', '/folder/b.js']);
  });
});

test('a long diagram is not drawn', async () => {
  expect((await draw('a'.repeat(20_001))).error).toBeInstanceOf(RangeError);
  expect(frames).toHaveLength(0);
});
