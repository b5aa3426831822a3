// What the script has opened, which must not outlive it.
import type { Browser } from 'playwright';
import { RunnelServer } from '../../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../../e2e/fixtures/servers/scripted-upstream.ts';
import { launchBrowser } from '../browser.mjs';

const closers: (() => Promise<unknown>)[] = [];

/** Closes everything, last first. What fails to close keeps nothing else open. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close().catch(() => undefined);
}

export async function openBrowser(): Promise<Browser> {
  const browser = await launchBrowser();
  closers.push(() => browser.close());
  return browser;
}

export async function openServer(environment: Record<string, string>): Promise<RunnelServer> {
  const server = await RunnelServer.start(environment);
  closers.push(() => server.stop());
  return server;
}

/** A browser, and a server whose model says what the script wants. */
export type Studio = { browser: Browser; server: RunnelServer; upstream: ScriptedUpstream };

export async function openStudio(): Promise<Studio> {
  const browser = await openBrowser();
  const upstream = await ScriptedUpstream.start();
  closers.push(() => upstream.close());
  const server = await openServer({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_API_KEY: 'none',
    OPENAI_MODELS: 'gpt-5,gpt-5-mini,qwen3-max',
    MODEL_PRICES: JSON.stringify({
      'gpt-5': { input: 1.25, output: 10 },
      'gpt-5-mini': { input: 0.25, output: 2 },
      'qwen3-max': { input: 1.2, output: 6 },
    }),
  });
  return { browser, server, upstream };
}
