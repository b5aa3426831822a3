import { requireOperatorBearer } from '#lib/server/access/operator-access.ts';
import { openRoute } from '#lib/server/http/route.ts';
import { collectMetrics } from '#lib/server/observability/collected-metrics.ts';
import { PROMETHEUS_TYPE, toPrometheusText } from '#lib/server/observability/prometheus-text.ts';
import { version } from '../../../package.json';

export const runtime = 'edge';

/** Reports what this process has counted, in Prometheus' text format, to the bearer of METRICS_TOKEN. */
export const GET = openRoute(async (request: Request) => {
  await requireOperatorBearer(request);
  return new Response(toPrometheusText(await collectMetrics(version)), {
    headers: { 'content-type': PROMETHEUS_TYPE, 'cache-control': 'no-store' },
  });
});
