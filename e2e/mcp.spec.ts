import { McpTestServer } from './fixtures/servers/mcp-test-server.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { answerText, ask, expect } from './fixtures/test.ts';
import { answer, card, test } from './fixtures/tool-test.ts';

test("a trusted server's tools run in parallel without approval, and their cards name the server", async ({
  page,
  upstream,
  hills,
}) => {
  await page.goto('/');
  await ask(page, 'Both?');
  const call = (id: string, place: string) => ({ id, name: 'trusted_get_height', input: { place } });
  (await upstream.nextRequest()).callTools(call('a', 'Vaals'), call('b', 'Eys'));
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({ a: 'Vaals is 312 m high.', b: 'Eys is 312 m high.' });
  request.write('Both are high.');
  request.finish();
  await expect(answerText(page)).toHaveText('Both are high.');
  await answer(page).getByText('2 tool calls').click();
  await expect(answer(page).getByRole('region', { name: 'Height of a hill (trusted)' })).toHaveCount(2);
  expect(hills.calls).toHaveLength(2);
});

test('a picture from a tool is shown on the card, and the model gets a note in its place', async ({
  page,
  upstream,
}) => {
  await page.goto('/');
  await ask(page, 'Paint.');
  (await upstream.nextRequest()).callTools({ id: 'a', name: 'trusted_picture', input: {} });
  const request = await upstream.nextRequest();
  const result = 'Here it is:\n\n[An image (image/png) is shown to the user.]';
  expect(request.toolResults).toEqual({ a: result });
  request.write('There.');
  request.finish();
  const picture = card(page).getByRole('img', { name: 'Image from the tool' });
  await expect(picture).toHaveJSProperty('naturalWidth', 1);
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await ask(page, 'And?');
  const next = await upstream.nextRequest();
  expect(next.toolResults).toEqual({ a: result });
  next.finish();
});

test("the model gets a tool's failure, and the answer continues", async ({ page, upstream }) => {
  await page.goto('/');
  await ask(page, 'Break.');
  (await upstream.nextRequest()).callTools({ id: 'a', name: 'trusted_broken', input: {} });
  const request = await upstream.nextRequest();
  expect(request.toolResults).toEqual({ a: 'The archive is closed.' });
  request.write('It is closed.');
  request.finish();
  await expect(card(page)).toHaveAttribute('data-call-state', 'failed');
  await expect(answerText(page)).toHaveText('It is closed.');
});

test('a stop cancels a running tool on its server', async ({ page, upstream, hills }) => {
  await page.goto('/');
  await ask(page, 'Wait.');
  (await upstream.nextRequest()).callTools({ id: 'a', name: 'trusted_waits', input: {} });
  const held = await hills.heldCall();
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await held.cancelled;
  await expect(card(page)).toHaveAttribute('data-call-state', 'stopped');
  expect(upstream.requests).toHaveLength(1);
});

test('an MCP server that dies fails its call, not the answer', async ({ page, upstream }) => {
  const mcp = await McpTestServer.start();
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: 'qwen3-scripted',
    MCP_SERVERS: JSON.stringify({ frail: { url: mcp.url, consent: 'never' } }),
  });
  await page.goto(server.url);
  await ask(page, 'Die.');
  (await upstream.nextRequest()).callTools({ id: 'a', name: 'frail_dies', input: {} });
  const request = await upstream.nextRequest();
  expect(request.toolResults.a).toBe('The MCP server frail did not respond.');
  request.write('It is gone.');
  request.finish();
  await expect(answerText(page)).toHaveText('It is gone.');
  await expect(card(page)).toHaveAttribute('data-call-state', 'failed');
  await server.stop();
});

test('a model without tool support is offered no tools', async ({ page, upstream }) => {
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'sk-test-0123456789',
    OPENAI_MODELS: 'plain',
  });
  await page.goto(server.url);
  await ask(page, 'Hello');
  const request = await upstream.nextRequest();
  expect(request.body.tools).toBeUndefined();
  request.write('Hi.');
  request.finish();
  await expect(answerText(page)).toHaveText('Hi.');
  await server.stop();
});

test('truncated arguments are repaired, and the model gets errors for unknown tools and invalid arguments', async ({
  page,
  upstream,
  hills,
}) => {
  await page.goto('/');
  await ask(page, 'Oddly.');
  (await upstream.nextRequest()).callTools(
    { id: 'a', name: 'trusted_get_height', input: '{"place":"Vaals"' },
    { id: 'b', name: 'fly', input: {} },
    { id: 'c', name: 'trusted_get_height', input: { place: 5 } },
  );
  const request = await upstream.nextRequest();
  expect(request.toolResults).toMatchObject({
    a: 'Vaals is 312 m high.',
    b: expect.stringContaining('Unknown tool: fly.'),
    c: expect.stringContaining('The arguments do not match the schema'),
  });
  request.finish();
  await expect
    .poll(() =>
      page
        .locator('[data-call-state]')
        .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset.callState)),
    )
    .toEqual(['done', 'failed', 'failed']);
  expect(hills.calls).toEqual(['get.height']);
});
