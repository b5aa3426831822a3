import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { AnswerBuilder, getMessageText } from '#lib/protocol/answer-builder.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import {
  createQuestion,
  createRunBody,
  createRunRouteCaller,
  prepareRunRouteTests,
  readAll,
  readError,
} from '../testing/run-route-caller.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));
const call = createRunRouteCaller(await import('../../../app/api/chats/[chatId]/run/route.ts'));

prepareRunRouteTests();

const seqOf = (id: string) => Number(id.split(':')[1]);

describe('starting', () => {
  test('streams the whole answer, from start to [DONE]', async () => {
    const response = await call('POST', newChatId(), { body: createRunBody({ runId: 'r1' }) });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-run-id')).toBe('r1');
    const { frames, events, message, text } = await readAll(response);
    expect(events[0]).toMatchObject({ type: 'start', messageId: 'r1', messageMetadata: { model: 'demo' } });
    expect(frames.at(-1)?.data).toBe('[DONE]');
    expect(text).toContain('demo model');
    expect(message.metadata).toMatchObject({
      runId: 'r1',
      outcome: 'complete',
      retries: 0,
      firstTokenMs: 368,
    });
  });

  test('creates a run id and uses the default model when the body has neither', async () => {
    const response = await call('POST', newChatId(), { body: { messages: [createQuestion()] } });
    expect(response.headers.get('x-run-id')).toMatch(/^[\w-]{21}$/);
    await response.body?.cancel();
  });

  test('with the same run id attaches to the run', async () => {
    const chatId = newChatId();
    const body = createRunBody({ runId: 'same' });
    const [first, second] = await Promise.all([
      call('POST', chatId, { body }),
      call('POST', chatId, { body }),
    ]);
    const [one, two] = await Promise.all([readAll(first), readAll(second)]);
    expect(two.text).toBe(one.text);
    const third = await readAll(await call('POST', chatId, { body }));
    expect(third.text).toBe(one.text);
    expect(vi.mocked(console.log)).toHaveBeenCalledTimes(1);
  });

  test('while another run is live fails with 409 and the id of that run', async () => {
    const chatId = newChatId();
    await call('POST', chatId, { body: createRunBody({ runId: 'live' }) });
    const refused = await call('POST', chatId, { body: createRunBody({ runId: 'other' }) });
    expect(refused.headers.get('x-run-id')).toBe('live');
    expect(await readError(refused)).toMatchObject({ status: 409, code: 'run-active' });
    await call('DELETE', chatId);
    expect((await call('POST', chatId, { body: createRunBody({ runId: 'other' }) })).status).toBe(200);
  });

  test('continues the last answer on continue-message', async () => {
    const started = { id: 'a1', role: 'assistant', parts: [{ type: 'text', text: 'I am' }] };
    const body = createRunBody({ messages: [createQuestion(), started], trigger: 'continue-message' });
    const { events } = await readAll(await call('POST', newChatId(), { body }));
    expect(events[0]).toMatchObject({ type: 'start', messageId: 'a1' });
  });

  test('offers only the tools named in the settings', async () => {
    const asked = createRunBody({ messages: [createQuestion('What time is it?')] });
    const used = await readAll(await call('POST', newChatId(), { body: asked }));
    expect(used.events.map(({ type }) => type)).toContain('tool-output-available');
    const body = { ...asked, settings: { tools: [] } };
    const unused = await readAll(await call('POST', newChatId(), { body }));
    expect(unused.events.map(({ type }) => type)).not.toContain('tool-input-start');
  });

  test('keeps the text of a run that fails mid-answer', async () => {
    const { events, message, text } = await readAll(
      await call('POST', newChatId(), { body: createRunBody({ messages: [createQuestion('fail')] }) }),
    );
    expect(events.at(-1)?.type).toBe('error');
    expect(message.metadata).toMatchObject({ outcome: 'interrupted', error: { code: 'upstream-error' } });
    expect(text).not.toBe('');
  });

  test('a reader that leaves does not end the run', async () => {
    const chatId = newChatId();
    const controller = new AbortController();
    await call('POST', chatId, { body: createRunBody(), signal: controller.signal });
    controller.abort();
    const { message } = await readAll(await call('GET', chatId));
    expect(message.metadata?.outcome).toBe('complete');
  });
});

describe('the receipt in the metadata', () => {
  const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

  test('has the checksum of the text, to its end or to its stop', async () => {
    const whole = await readAll(await call('POST', newChatId(), { body: createRunBody() }));
    expect(whole.message.metadata).toMatchObject({
      requests: 1,
      bytes: Buffer.byteLength(whole.text),
      sha256: hashOf(whole.text),
    });
    const chatId = newChatId();
    const response = await call('POST', chatId, { body: createRunBody() });
    await vi.advanceTimersByTimeAsync(1_000);
    await call('DELETE', chatId);
    const { text, message } = await readAll(response);
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(whole.text.length);
    expect(message.metadata).toMatchObject({
      outcome: 'stopped',
      sha256: hashOf(text),
      stoppedAfterMs: expect.any(Number),
    });
    expect(whole.message.metadata).not.toHaveProperty('stoppedAfterMs');
  });

  test('counts a request for each step', async () => {
    const body = createRunBody({ messages: [createQuestion('What time is it?')] });
    const { text, message } = await readAll(await call('POST', newChatId(), { body }));
    expect(message.metadata).toMatchObject({ requests: 2, sha256: hashOf(text) });
  });
});

describe('attaching', () => {
  test('to a chat without a run returns 204', async () => {
    const response = await call('GET', newChatId());
    expect(response.status).toBe(204);
    expect(response.headers.get('x-run-state')).toBe('none');
  });

  test('after any event returns the rest of the answer', async () => {
    const chatId = newChatId();
    const whole = await readAll(await call('POST', chatId, { body: createRunBody() }));
    for (const { id } of whole.frames.slice(0, 40)) {
      const rest = await readAll(await call('GET', chatId, { headers: { 'last-event-id': id } }));
      const before = whole.frames.filter((frame) => seqOf(frame.id) <= seqOf(id) && frame.data !== '[DONE]');
      const answer = new AnswerBuilder({ id: '', parts: [] });
      for (const { data } of before) answer.apply(JSON.parse(data));
      for (const event of rest.events) answer.apply(event);
      expect(getMessageText(answer.message), `after ${id}`).toBe(whole.text);
    }
  });

  test('to a named run works, by the URL or by a bare Last-Event-ID', async () => {
    const chatId = newChatId();
    const whole = await readAll(await call('POST', chatId, { body: createRunBody({ runId: 'r1' }) }));
    const named = await readAll(await call('GET', chatId, { query: '?runId=r1' }));
    expect(named.text).toBe(whole.text);
    const after = whole.frames[3]?.id ?? '';
    const byUrl = await readAll(await call('GET', chatId, { query: `?after=${after}` }));
    const headers = { 'last-event-id': String(seqOf(after)) };
    const byHeader = await readAll(await call('GET', chatId, { query: '?runId=r1', headers }));
    expect(byUrl.frames).toEqual(byHeader.frames);
    expect(seqOf(byUrl.frames[0]?.id ?? '')).toBeGreaterThan(seqOf(after));
  });

  test('to a run that another has replaced is refused, and names the other', async () => {
    const chatId = newChatId();
    await readAll(await call('POST', chatId, { body: createRunBody({ runId: 'r1' }) }));
    await readAll(await call('POST', chatId, { body: createRunBody({ runId: 'r2' }) }));
    for (const query of ['?runId=r1', '?after=r1:5']) {
      const refused = await call('GET', chatId, { query });
      expect(refused.headers.get('x-run-id')).toBe('r2');
      expect(await readError(refused)).toMatchObject({ status: 409, code: 'run-changed' });
    }
  });
});

describe('stopping', () => {
  test('ends the run and keeps its text; a second stop has no effect', async () => {
    const chatId = newChatId();
    const response = await call('POST', chatId, { body: createRunBody({ runId: 'r' }) });
    await vi.advanceTimersByTimeAsync(1000);
    // Read after the stop: reading advances the time, and the run could end before the stop takes effect.
    const stopped = await call('DELETE', chatId);
    expect(stopped.status).toBe(202);
    expect(stopped.headers.get('x-run-id')).toBe('r');
    expect(await stopped.json()).toEqual({ stopped: true, runId: 'r' });
    const { events, message } = await readAll(response);
    expect(events.slice(-3).map(({ type }) => type)).toEqual(['text-end', 'message-metadata', 'abort']);
    expect(message.metadata?.outcome).toBe('stopped');
    const again = await call('DELETE', chatId);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ stopped: false });
    await vi.waitFor(() => expect(console.log).toHaveBeenCalled()); // the record follows once the upstream connection is closed
    expect(JSON.parse(String(vi.mocked(console.log).mock.calls[0]?.[0]))).toMatchObject({
      outcome: 'stopped',
    });
  });

  test('a named run stops no other, whether that is live or ended', async () => {
    const chatId = newChatId();
    const first = await call('POST', chatId, { body: createRunBody({ runId: 'r1' }) });
    const refused = await call('DELETE', chatId, { query: '?runId=r0' });
    expect(refused.headers.get('x-run-id')).toBe('r1');
    expect(await readError(refused)).toMatchObject({ status: 409, code: 'run-changed' });
    expect((await readAll(first)).message.metadata?.outcome).toBe('complete');
    expect(await (await call('DELETE', chatId, { query: '?runId=r0' })).json()).toEqual({ stopped: false });

    const second = await call('POST', chatId, { body: createRunBody({ runId: 'r2' }) });
    const stopped = await call('DELETE', chatId, { query: '?runId=r2' });
    expect(await stopped.json()).toEqual({ stopped: true, runId: 'r2' });
    expect((await readAll(second)).message.metadata?.outcome).toBe('stopped');
  });

  test('before the first token leaves no text', async () => {
    const chatId = newChatId();
    const response = await call('POST', chatId, { body: createRunBody() });
    await call('DELETE', chatId);
    const { text, message } = await readAll(response);
    expect({ text, outcome: message.metadata?.outcome }).toEqual({ text: '', outcome: 'stopped' });
  });

  test('without a live run has no effect', async () => {
    const response = await call('DELETE', newChatId());
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ stopped: false });
  });
});
