import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { findSpan, MODEL, ObservedWorld } from '../../../../e2e/fixtures/observed-world.ts';

vi.mock('next/server', () => ({ after: (work: Promise<void>) => void work }));

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const world = await ObservedWorld.start();
const { DELETE, POST } = await import('../../../../app/api/chats/[chatId]/run/route.ts');
const completions = await import('../../../../app/v1/chat/completions/route.ts');

beforeEach(() => world.reset());
afterAll(() => world.stop());

/** Asks a question in a new chat. */
async function ask(headers: Record<string, string> = {}, chatId = newChatId()): Promise<Response> {
  const request = new Request(`http://localhost/api/chats/${chatId}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      runId: 'run-1',
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'How much is 6 × 7?' }] }],
      settings: { tools: ['calculate'] },
    }),
  });
  return POST(request, { params: Promise.resolve({ chatId }) });
}

/** Answers with a tool call, and then with text. */
async function answerWithTool(): Promise<void> {
  const first = await world.upstream.nextRequest();
  first.callTools({ id: 'call-1', name: 'calculate', input: { expression: '6 * 7' } });
  const second = await world.upstream.nextRequest();
  second.write('It is ', '42.');
  second.finish();
}

test('a run is traced from its request to the tool calls of its model calls', async () => {
  const response = await ask({ traceparent: `00-${TRACE}-${SPAN}-01` });
  await answerWithTool();
  await response.text();
  const spans = await world.receiveSpans();
  expect(world.collector.errors).toEqual([]);

  const [request, run, tool] = [
    'POST /api/chats/:chatId/run',
    'invoke_agent Runnel',
    'execute_tool calculate',
  ].map((name) => findSpan(spans, name));
  const calls = spans.filter(({ name }) => name === `chat ${MODEL}`);
  expect(spans).toHaveLength(5);
  expect(request).toMatchObject({ traceId: TRACE, parentSpanId: SPAN, kind: 2 });
  expect(run).toMatchObject({ traceId: TRACE, parentSpanId: request?.spanId, kind: 1 });
  expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual([run?.spanId, run?.spanId]);
  expect(tool).toMatchObject({ traceId: TRACE, parentSpanId: calls[0]?.spanId });
  for (const { startTimeUnixNano, endTimeUnixNano } of spans)
    expect(BigInt(endTimeUnixNano) >= BigInt(startTimeUnixNano)).toBe(true);
});

test('the spans have the attributes of the conventions for generative AI', async () => {
  const response = await ask({}, 'chat-1' as ReturnType<typeof newChatId>);
  await answerWithTool();
  await response.text();
  const spans = await world.receiveSpans();
  const { host } = new URL(world.upstream.url);
  expect(findSpan(spans, 'POST /api/chats/:chatId/run').attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/api/chats/:chatId/run',
    'http.response.status_code': 200,
  });
  expect(findSpan(spans, 'invoke_agent Runnel').attributes).toMatchObject({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'Runnel',
    'gen_ai.request.model': MODEL,
    'gen_ai.conversation.id': 'chat-1',
    'gen_ai.usage.input_tokens': 14,
    'gen_ai.usage.output_tokens': 22,
    'runnel.run.id': 'run-1',
    'runnel.outcome': 'complete',
    'runnel.requests': 2,
  });
  expect(findSpan(spans, `chat ${MODEL}`).attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': host,
    'gen_ai.request.model': MODEL,
    'gen_ai.response.model': MODEL,
    'gen_ai.response.finish_reasons': ['tool-calls'],
    'gen_ai.usage.input_tokens': 7,
    'gen_ai.usage.output_tokens': 11,
  });
  expect(findSpan(spans, 'execute_tool calculate').attributes).toEqual({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'calculate',
    'gen_ai.tool.type': 'function',
  });
  expect(spans[0]?.resource).toMatchObject({ 'service.name': 'runnel' });
});

test('the record of a run has the id of its trace', async () => {
  const response = await ask({ traceparent: `00-${TRACE}-${SPAN}-01` });
  await answerWithTool();
  await response.text();
  expect(world.records.map((line) => JSON.parse(line).traceId)).toEqual([TRACE]);
});

test('a failed attempt, its retry and the refusal of a request show their errors, and no more', async () => {
  const response = await ask();
  (await world.upstream.nextRequest()).refuse(503, 'busy with Ann’s question', { 'retry-after': '0' });
  (await world.upstream.nextRequest()).refuse(400, 'no');
  await response.text();
  await completions.POST(
    new Request('http://localhost/v1/chat/completions', { method: 'POST', body: '{' }),
    undefined,
  );
  const spans = await world.receiveSpans();
  const calls = spans.filter(({ name }) => name === `chat ${MODEL}`);
  expect(calls.map(({ attributes }) => attributes['error.type'])).toEqual(['503', '400']);
  for (const { status } of calls) expect(status).toEqual({ code: 2 });
  expect(findSpan(spans, 'invoke_agent Runnel').attributes).toMatchObject({
    'runnel.outcome': 'failed',
    'runnel.retries': 1,
    'error.type': 'upstream-error',
  });
  const refused = findSpan(spans, 'POST /v1/chat/completions');
  expect(refused.status).toBeUndefined(); // the client's mistake
  expect(refused.attributes).toMatchObject({
    'http.response.status_code': 400,
    'runnel.error.code': 'invalid-request',
  });
});

test('a run that its reader stops is no error', async () => {
  const chatId = newChatId();
  const response = await ask({ authorization: 'Bearer ann' }, chatId);
  const request = await world.upstream.nextRequest();
  request.write('It is');
  const stop = new Request(`http://localhost/api/chats/${chatId}/run`, {
    method: 'DELETE',
    headers: { authorization: 'Bearer ann' },
  });
  await DELETE(stop, { params: Promise.resolve({ chatId }) });
  await response.text();
  await request.closed;
  await vi.waitFor(async () => expect(await world.receiveSpans()).toHaveLength(4));
  for (const { status, attributes } of world.collector.spans) {
    expect(status).toBeUndefined();
    expect(attributes).not.toHaveProperty('error.type');
  }
});

test('a trace that its caller does not record is not recorded here', async () => {
  const response = await ask({ traceparent: `00-${TRACE}-${SPAN}-00` });
  await answerWithTool();
  await response.text();
  expect(await world.receiveSpans()).toEqual([]);
});
