// What being seen costs: processor time per token of a server with metrics, traces and an open status page, as a multiple of a server's
// without any of them.
//   npm run bench -- seen [rounds]
import { loadavg } from 'node:os';
import { OtlpReceiver } from '../e2e/fixtures/servers/otlp-receiver.ts';
import { compareCosts } from './streams/compare-costs.ts';
import { OPERATOR_TOKEN, runnelRun, type Started, seenRun } from './streams/contenders.ts';

/** How often Prometheus asks, and the status page. */
const LOOK_MS = 5_000;
const rounds = Number(process.argv[2] ?? 9);
let looks = 0;

const collector = await OtlpReceiver.start();
try {
  const { plain, full, ratio } = await compareCosts(runnelRun, seenRun(collector.url), {
    rounds,
    observe: watch,
  });
  const row = {
    'off, µs a token': plain,
    'everything on, µs a token': full,
    ratio,
    'spans received': collector.spans.length,
    'times looked at': looks,
    'load average': Math.round(loadavg()[0] ?? 0),
  };
  console.table([row]);
  console.log(JSON.stringify({ bench: 'seen', rounds, ...row }));
} finally {
  collector.close();
}

/** Reads metrics and the status page from time to time. Returns a function that stops that. */
async function watch({ ask }: Started): Promise<() => void> {
  const { origin } = new URL(ask(0).url);
  const signIn = await fetch(`${origin}/status`, {
    method: 'POST',
    body: new URLSearchParams({ token: OPERATOR_TOKEN }),
    redirect: 'manual',
  });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const look = async () => {
    const authorization = `Bearer ${OPERATOR_TOKEN}`;
    const responses = await Promise.all([
      fetch(`${origin}/api/metrics`, { headers: { authorization } }),
      fetch(`${origin}/status`, { headers: { cookie } }),
    ]);
    for (const response of responses) {
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      await response.text();
    }
    looks++;
  };
  await look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => clearInterval(timer);
}
