// Latency from the upstream's first token to the frame that shows it, in the built app and a real Chromium.
//   node bench/first-character.ts [rounds]
import { setTimeout as delay } from 'node:timers/promises';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { launchBrowser } from '../scripts/browser.mjs';
import { ensureBuilt } from '../scripts/project.mjs';

const rounds = Number(process.argv[2] ?? 20);
await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url });
const browser = await launchBrowser();
const page = await browser.newPage();
const delays: number[] = [];

for (let round = 0; round < rounds; round++) {
  await page.goto(server.url);
  await page.getByRole('textbox').fill('?');
  await page.getByRole('button', { name: 'Send' }).click();
  const request = await upstream.nextRequest();
  // Take the time at which the frame with the first character has been handed to the compositor: a message posted from
  // within a frame arrives once that frame is done.
  const shown = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          if (document.querySelector('[data-part=text]')?.textContent)
            resolve(performance.timeOrigin + performance.now());
          else requestAnimationFrame(postAfterFrame);
        };
        const postAfterFrame = () => port2.postMessage(undefined);
        requestAnimationFrame(postAfterFrame);
      }),
  );
  await delay(150 + Math.random() * 50); // a model takes a moment before its first token
  const sentAt = performance.timeOrigin + performance.now();
  request.write('涓');
  delays.push((await shown) - sentAt);
  request.finish();
  await page.getByRole('button', { name: 'Send' }).waitFor();
}

delays.sort((a, b) => a - b);
const at = (share: number) =>
  Math.round((delays[Math.floor((delays.length - 1) * share)] ?? Number.NaN) * 10) / 10;
console.log(
  JSON.stringify({ bench: 'first-character', rounds, medianMs: at(0.5), p90Ms: at(0.9), worstMs: at(1) }),
);
await browser.close();
await upstream.close();
await server.stop();
