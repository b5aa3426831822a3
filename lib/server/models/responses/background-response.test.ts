import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ScriptedResponses } from '../../../../e2e/fixtures/servers/scripted-responses.ts';
import { runScripted } from '../../testing/scripted-run.ts';
import { createOpenAIAccess } from '../openai.ts';

let api: ScriptedResponses;

beforeEach(async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  api = await ScriptedResponses.start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await api.close();
});

function ask({
  background = true,
  ...options
}: { background?: boolean } & Parameters<typeof runScripted>[1] = {}) {
  const endpoint = {
    baseUrl: api.baseUrl,
    api: 'responses',
    provider: 'p',
    apiKey: 'k',
    background,
  } as const;
  const model = {
    info: { id: 'm', label: 'm', provider: 'p', can: { reasoning: true, tools: true, images: true } },
    ...createOpenAIAccess(endpoint, 'm'),
  };
  const { ended, events, controller } = runScripted(model, options);
  const text = () => events.map((event) => (event.type === 'text-delta' ? event.delta : '')).join('');
  return { ended, text, stop: () => controller.abort() };
}

/** Asks, and waits until the words have arrived. */
async function askUntil(words: string[], options?: Parameters<typeof ask>[0]) {
  const arrival = api.nextResponse();
  const run = ask(options);
  const response = await arrival;
  response.begin();
  for (const word of words) response.write(word);
  await expect.poll(run.text).toBe(words.join(''));
  return { run, response };
}

describe('a background response', () => {
  test('is stored, streamed and read to its end', async () => {
    const { run, response } = await askUntil(['Salt ']);
    response.write('water.');
    response.finish();
    expect(await run.ended).toEqual({ outcome: 'complete', finishReason: 'stop' });
    expect(run.text()).toBe('Salt water.');
    expect(response.body).toMatchObject({ background: true, store: true, stream: true, model: 'm' });
    expect(response).toMatchObject({ resumedAfter: [], cancels: 0 });
  });

  test.each(['drop', 'end'] as const)(
    'goes on after the last event when its connection is lost (%s)',
    async (lose) => {
      const { run, response } = await askUntil(['Salt ']);
      response[lose]();
      await expect.poll(() => response.resumedAfter).toEqual([4]);
      response.write('water, ');
      await expect.poll(run.text).toBe('Salt water, ');
      response[lose]();
      response.write('and ');
      response.write('pepper.');
      response.finish();
      expect(await run.ended).toEqual({ outcome: 'complete', finishReason: 'stop' });
      expect(run.text()).toBe('Salt water, and pepper.');
      expect(response).toMatchObject({ resumedAfter: [4, 5], cancels: 0 });
      expect([...api.authorizations]).toEqual(['Bearer k']);
    },
  );

  test('loses nothing when the connection is lost inside an event, and repeats nothing', async () => {
    const { run, response } = await askUntil(['Salt ']);
    response.raw('event: response.output_text.delta\ndata: {"type":"response.outp');
    response.drop();
    await expect.poll(() => response.resumedAfter).toEqual([4]);
    response.raw(
      `data: ${JSON.stringify({ type: 'response.output_text.delta', sequence_number: 4, item_id: 'i', delta: 'Salt ' })}\n\n`,
    );
    response.write('water.');
    response.finish();
    await run.ended;
    expect(run.text()).toBe('Salt water.');
  });

  test('is looked for again when the server cannot resume it yet', async () => {
    const { run, response } = await askUntil(['Salt ']);
    api.refusals.push(503, 429);
    response.drop();
    await expect.poll(() => response.resumedAfter).toEqual([4, 4, 4]);
    response.finish();
    expect(await run.ended).toMatchObject({ outcome: 'complete' });
  });

  test('that is gone ends the answer as cut off', async () => {
    const { run, response } = await askUntil(['Salt ']);
    api.refusals.push(404);
    response.drop();
    expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'connection-lost' } });
    expect(response.resumedAfter).toEqual([4]);
  });

  test('is cancelled by a stop, once', async () => {
    const { run, response } = await askUntil(['Salt ']);
    run.stop();
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    expect(response).toMatchObject({ cancels: 1, connections: 0 });
  });

  test('is cancelled by a stop that comes before its id', async () => {
    const arrival = api.nextResponse();
    const run = ask();
    const response = await arrival;
    run.stop();
    response.begin();
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    await expect.poll(() => response.cancels).toBe(1);
  });

  test('is cancelled by a stop while its connection is lost', async () => {
    const { run, response } = await askUntil(['Salt ']);
    api.refusals.push(...Array(20).fill(503));
    response.drop();
    await expect.poll(() => response.resumedAfter.length).toBeGreaterThan(0);
    run.stop();
    expect(await run.ended).toEqual({ outcome: 'stopped' });
    expect(response.cancels).toBe(1);
  });

  test('is cancelled when the model is silent for too long', async () => {
    const { run, response } = await askUntil(['Salt '], {
      timeouts: { firstTokenMs: 0, idleMs: 100, runMs: 0 },
    });
    expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'idle-timeout' } });
    expect(response.cancels).toBe(1);
  });

  test('shows a failure of the model as such', async () => {
    const { run, response } = await askUntil(['Salt ']);
    response.send('response.failed', {
      response: { id: response.id, error: { code: 'server_error', message: 'Out of salt.' }, usage: null },
    });
    response.end();
    expect(await run.ended).toMatchObject({ outcome: 'interrupted' });
    expect(response.resumedAfter).toEqual([]);
  });
});

test('without the setting, a response ends with its connection', async () => {
  const { run, response } = await askUntil(['Salt '], { background: false });
  expect(response.body).not.toHaveProperty('background');
  response.drop();
  expect(await run.ended).toMatchObject({ outcome: 'interrupted', error: { code: 'connection-lost' } });
  expect(response).toMatchObject({ resumedAfter: [], cancels: 0 });
});
