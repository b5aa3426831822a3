// Cost of the first load: requests, bytes, and time until a question can be typed and sent, at full and quarter CPU speed.
//   npm run bench -- first-load [rounds]
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';

const rounds = Number(process.argv[2] ?? 7);
await ensureBuilt();
const server = await RunnelServer.start({});
const browser = await launchBrowser();
const rows = [];
for (const slowdown of [1, 4]) {
  const usable: number[] = [];
  let requests = 0;
  let scriptBytes = 0;
  for (let round = 0; round < rounds; round++) {
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    requests = 0;
    scriptBytes = 0;
    const scripts = new Set<string>();
    session.on('Network.responseReceived', ({ requestId, type }) => {
      requests++;
      if (type === 'Script') scripts.add(requestId);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    const startedAt = performance.now();
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.getByRole('textbox').pressSequentially('x');
    await page.locator('button[type=submit]:enabled').waitFor(); // React has hydrated the form: it saw the input
    usable.push(performance.now() - startedAt);
    await context.close();
  }
  usable.sort((a, b) => a - b);
  rows.push({
    'CPU slowdown': slowdown,
    'usable after ms (median)': Math.round(usable[Math.floor(rounds / 2)] ?? Number.NaN),
    'requests until then': requests,
    'script KB on the wire': Math.round(scriptBytes / 1024),
  });
}
console.table(rows);
console.log(JSON.stringify({ bench: 'first-load', rounds, rows }));
await browser.close();
await server.stop();
