import { expect, test } from '@playwright/test';
import { McpTestServer } from './fixtures/servers/mcp-test-server.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';

test('the tools are listed with their servers, and an unreachable server is a notice', async ({
  request,
}) => {
  const hills = await McpTestServer.start();
  const gone = await McpTestServer.start();
  await gone.stop();
  const server = await RunnelServer.start({
    WEB_FETCH: 'on',
    MCP_SERVERS: JSON.stringify({ hills: { url: hills.url }, gone: { url: gone.url } }),
  });
  const { tools, notices } = await (await request.get(`${server.url}/api/tools`)).json();
  const listed = tools.map((tool: Record<string, string>) =>
    [tool.name, tool.server ?? '', tool.runs, tool.consent].join(' '),
  );
  expect(listed).toEqual([
    'current_time  server never',
    'calculate  server never',
    'draw_chart  server never',
    'run_javascript  browser never',
    'fetch_web_page  server ask',
    'hills_get_height hills server ask',
    'hills_picture hills server ask',
    'hills_broken hills server ask',
    'hills_hangs hills server ask',
    'hills_waits hills server ask',
    'hills_dies hills server ask',
  ]);
  expect(notices).toMatchObject([{ code: 'server-unreachable', server: 'gone' }]);
  await server.stop();
  await hills.stop();
});

test('without configuration only the built-in tools without network access are listed', async ({
  request,
}) => {
  const server = await RunnelServer.start({});
  const { tools, notices } = await (await request.get(`${server.url}/api/tools`)).json();
  expect(tools.map(({ name }: { name: string }) => name)).toEqual([
    'current_time',
    'calculate',
    'draw_chart',
    'run_javascript',
  ]);
  expect(tools.every(({ touches }: { touches: string }) => touches !== 'network')).toBe(true);
  expect(notices).toEqual([]);
  await server.stop();
});
