import { findFreePort } from './fixtures/servers/free-port.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const KEY = 'sk-test-0123456789';

test('nobody answers for an upstream that is unreachable, and the page names its address and what to check', async ({
  page,
}) => {
  const port = await findFreePort();
  const address = `http://127.0.0.1:${port}`;
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: `${address}/v1`,
    OPENAI_API_KEY: KEY,
    DEMO_MODEL: 'on', // readers may choose it; it never takes the place of another model
  });
  await page.goto(server.url);
  await expect(page.getByText(`Couldn’t load models from ${address}. Check OPENAI_BASE_URL.`)).toBeVisible();
  await ask(page, 'Are you there?');
  const sentence = `Can’t reach ${address}. Check OPENAI_BASE_URL and make sure the server is running.`;
  const end = page.locator('[data-outcome=failed]');
  await expect(end.getByRole('alert')).toHaveText(sentence);
  await expect(answerText(page)).toHaveCount(0);

  const upstream = await ScriptedUpstream.start(port);
  await end.getByRole('button', { name: 'Try again' }).click();
  const request = await upstream.nextRequest();
  expect(request.question).toBe('Are you there?');
  request.write('I am.');
  request.finish();
  await expect(answerText(page)).toHaveText('I am.');
  expect(server.output.join()).not.toContain(KEY);
  await upstream.close();
  await server.stop();
});

test('the address of a named model that is unreachable is shown in Chinese too', async ({
  page,
  context,
}) => {
  const port = await findFreePort();
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    OPENAI_API_KEY: KEY,
    OPENAI_MODELS: 'named',
    MAX_RETRIES: '0',
  });
  await context.addCookies([{ name: 'locale', value: 'zh', url: server.url }]);
  await page.goto(server.url);
  await page.getByRole('textbox', { name: '消息' }).fill('在吗？');
  await page.getByRole('button', { name: '发送' }).click();
  await expect(page.locator('[data-outcome=failed]').getByRole('alert')).toHaveText(
    `无法连接 http://127.0.0.1:${port}。请检查 OPENAI_BASE_URL，并确认该服务器正在运行。`,
  );
  await server.stop();
});
