import { Http2Client } from './fixtures/clients/http2-client.ts';
import { RunReader } from './fixtures/clients/run-reader.ts';
import { installedProxies, type ProxyName, ReverseProxy } from './fixtures/servers/reverse-proxy.ts';
import { answerText, ask, test as base, expect } from './fixtures/test.ts';

type Fixtures = {
  /** Starts a proxy in front of the server. */
  startProxy(name: ProxyName): Promise<{ proxy: ReverseProxy; client: Http2Client }>;
};

const test = base.extend<Fixtures>({
  startProxy: async ({ server }, use) => {
    const started: Awaited<ReturnType<Fixtures['startProxy']>>[] = [];
    await use(async (name) => {
      const proxy = await ReverseProxy.start(name, server.url);
      const entry = { proxy, client: new Http2Client(proxy.url) };
      started.push(entry);
      return entry;
    });
    for (const { client } of started) client.close();
    for (const { proxy } of started) await proxy.close();
  },
});
test.use({ ignoreHTTPSErrors: true });

function startRun(client: Http2Client, text = 'hi'): Promise<Response> {
  const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text }] }];
  return client.request('POST', `/api/chats/chat-${crypto.randomUUID()}/run`, JSON.stringify({ messages }));
}

const names = installedProxies();

for (const name of names) {
  test(`${name} passes every token on before the next is written`, async ({ startProxy, upstream }) => {
    const { client } = await startProxy(name);
    const reader = new RunReader(await startRun(client));
    const request = await upstream.nextRequest();
    let written = '';
    for (const token of ['One ', 'two ', 'three ', 'four']) {
      request.write(token);
      written += token;
      await expect.poll(() => reader.text).toBe(written);
    }
    request.finish();
    expect(await reader.over).toBe('done');
    expect(reader.types.filter((type) => type === 'text-delta')).toHaveLength(4);
  });

  test(`${name} leaves the limit on bodies to Runnel, and says that the connection is secure`, async ({
    startProxy,
    upstream,
  }) => {
    const { client } = await startProxy(name);
    const accepted = startRun(client, 'a'.repeat(3_900_000));
    (await upstream.nextRequest()).finish();
    const response = await accepted;
    expect([response.status, response.headers.get('set-cookie')]).toEqual([
      200,
      expect.stringMatching(/; Secure/),
    ]);
    await response.text();
    // Several times, because a proxy that is still sending may lose a response.
    for (let attempt = 0; attempt < 8; attempt++) {
      const refused = await startRun(client, 'a'.repeat(4_300_000));
      expect([refused.status, await refused.json()]).toMatchObject([
        413,
        { error: { code: 'request-too-large' } },
      ]);
    }
  });

  test(`an answer is whole when ${name} is stopped and started in the middle of it`, async ({
    startProxy,
    upstream,
    page,
  }) => {
    const { proxy } = await startProxy(name);
    await page.goto(proxy.url);
    await ask(page, 'Where to?');
    const request = await upstream.nextRequest();
    request.write('The river ');
    await expect(answerText(page)).toHaveText('The river');
    await proxy.stop();
    request.write('ran down ');
    await expect(page.getByText('Connection lost. Reconnecting…')).toBeVisible();
    await proxy.start();
    await expect(answerText(page)).toHaveText('The river ran down');
    request.write('to the sea.');
    request.finish();
    await expect(answerText(page)).toHaveText('The river ran down to the sea.');
    await expect(page.getByRole('button', { name: 'Stop' })).toBeHidden();
    expect(upstream.requests).toHaveLength(1);
  });
}

if (names.length > 0) {
  test('a comment during a silence passes every proxy', async ({ startProxy, upstream }) => {
    // Together, because the server waits ten seconds before it sends one.
    const readUntilComment = async (name: ProxyName) => {
      const { client } = await startProxy(name);
      const response = await startRun(client);
      let text = '';
      for await (const bytes of response.body ?? []) {
        text += new TextDecoder().decode(bytes);
        if (text.includes('\n: ')) return name;
      }
      return text;
    };
    expect(await Promise.all(names.map(readUntilComment))).toEqual(names);
    for (const request of upstream.requests) request.finish(); // a reset would be retried
  });
}
