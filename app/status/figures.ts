import type { ServerStatus } from '#lib/server/observability/status.ts';
import { type Html, html } from './html.ts';
import type { StatusTranslations } from './translations.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The figures of the page, which the page replaces as it refreshes. */
export function renderFigures(status: ServerStatus, t: StatusTranslations): Html {
  const { problem } = status;
  return html`${problem && html`<p class="problem" role="alert">${t.problems[problem]}</p>`}
${renderTiles(status, t)}
${renderChart(status, t)}
<div class="tables">${renderLatency(status, t)}${renderOutcomes(status, t)}${renderErrors(status, t)}${renderUpstream(status, t)}</div>`;
}

function renderTiles({ liveRuns, recent, store, problem }: ServerStatus, t: StatusTranslations): Html {
  const { runs, failures, minutes, firstToken, sums } = recent;
  const percent = runs === 0 ? 0 : Math.round((failures / runs) * 100);
  const tiles: [name: string, value: string, note: string, isBad?: boolean][] = [
    [t.liveRuns, String(liveRuns), ''],
    [t.runsPerMinute, formatNumber(runs / minutes), ''],
    [t.failed, `${percent}%`, t.ofRuns(failures, runs), failures > 0],
    [t.firstToken, formatSeconds(firstToken.p50, t), t.median],
    [t.tokensPerSecond, formatNumber(sums.outputTokens / minutes / 60), ''],
    [t.store, t.stores[store], problem === undefined ? t.storeWorks : problem, problem !== undefined],
  ];
  return html`<h2>${t.recently(minutes)}</h2>
<dl class="tiles">${tiles.map(
    ([name, value, note, isBad]) =>
      html`<div><dt>${name}</dt><dd class="${isBad ? 'bad' : ''}">${value}</dd><dd class="note">${note}</dd></div>`,
  )}</dl>`;
}

const BAR_WIDTH = 10;
const CHART_HEIGHT = 100;

function renderChart({ minutes, hour }: ServerStatus, t: StatusTranslations): Html {
  const most = Math.max(...minutes.map(({ runs }) => runs));
  const heightOf = (runs: number) => (runs / Math.max(1, most)) * CHART_HEIGHT;
  const bars = minutes.map(({ runs, failures }, index) => {
    const bar = (kind: string, count: number, below: number) =>
      count === 0
        ? undefined
        : html`<rect class="${kind}" x="${index * BAR_WIDTH + 1}" width="${BAR_WIDTH - 2}" y="${CHART_HEIGHT - heightOf(below + count)}" height="${heightOf(count)}"/>`;
    const when = t.minutesAgo(minutes.length - 1 - index);
    return html`<g><title>${when}: ${t.ofRuns(failures, runs)}</title><rect class="ground" x="${index * BAR_WIDTH}" width="${BAR_WIDTH}" y="0" height="${CHART_HEIGHT}"/>${bar('failures', failures, 0)}${bar('runs', runs - failures, failures)}</g>`;
  });
  return html`<section><h2>${t.chart}</h2>
<svg role="img" aria-label="${t.chartSummary(hour.runs, hour.failures, most)}" viewBox="0 0 ${minutes.length * BAR_WIDTH} ${CHART_HEIGHT}" preserveAspectRatio="none">${bars}</svg>
<p class="axis" aria-hidden="true"><span>${t.minutesAgo(minutes.length - 1)}</span><span>${t.peak(most)} · <span class="bad">■ ${t.failed}</span></span><span>${t.minutesAgo(0)}</span></p></section>`;
}

function renderLatency({ recent, hour }: ServerStatus, t: StatusTranslations): Html {
  const rows = (['firstToken', 'duration'] as const).flatMap((name) =>
    (['p50', 'p95'] as const).map((quantile) => {
      const label = `${t[name]} · ${quantile === 'p50' ? t.median : t.percentile95}`;
      return [label, ...[recent, hour].map((activity) => formatSeconds(activity[name][quantile], t))];
    }),
  );
  return renderTable(t.latency, [t.lastMinutes(recent.minutes), t.lastMinutes(hour.minutes)], rows);
}

function renderOutcomes({ recent, hour, outcomes }: ServerStatus, t: StatusTranslations): Html {
  const names = Object.keys(t.outcome) as (keyof typeof t.outcome)[];
  const rows = names
    .filter((name) => name === 'complete' || name === 'failed' || outcomes[name])
    .map((name) => [
      t.outcome[name],
      ...[recent.sums.outcomes[name], hour.sums.outcomes[name], outcomes[name]].map((count = 0) =>
        String(count),
      ),
    ]);
  const columns = [t.lastMinutes(recent.minutes), t.lastMinutes(hour.minutes), t.sinceStart];
  return renderTable(t.outcomes, columns, rows);
}

function renderErrors({ hour, errors }: ServerStatus, t: StatusTranslations): Html {
  const recent: Record<string, number | undefined> = hour.sums.errors;
  const sorted = Object.entries(errors).sort(([, a], [, b]) => b - a);
  const rows = sorted.map(([code, count]) => [code, String(recent[code] ?? 0), String(count)]);
  if (rows.length === 0) return html`<section><h2>${t.errors}</h2><p>${t.noErrors}</p></section>`;
  return renderTable(t.errors, [t.lastMinutes(hour.minutes), t.sinceStart], rows);
}

function renderUpstream({ upstream }: ServerStatus, t: StatusTranslations): Html {
  const names: Record<string, string | undefined> = t.upstreamStatus;
  const rows = Object.entries(upstream).map(([status, count]) => [names[status] ?? status, String(count)]);
  if (rows.length === 0) return html`<section><h2>${t.upstream}</h2><p>${t.noRequests}</p></section>`;
  return renderTable(t.upstream, [t.sinceStart], rows);
}

/** @param rows the name of each, and its values */
function renderTable(title: string, columns: string[], rows: string[][]): Html {
  return html`<section><h2>${title}</h2><table><thead><tr><td></td>${columns.map(
    (column) => html`<th scope="col">${column}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([name, ...values]) =>
      html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>`,
  )}</tbody></table></section>`;
}

/** One digit after the point below ten, none above. */
function formatNumber(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

function formatSeconds(seconds: number | undefined, { units }: StatusTranslations): string {
  if (seconds === undefined) return '–';
  if (seconds < 1) return `${Math.round(seconds * 1_000)} ${units.milliseconds}`;
  return `${formatNumber(seconds)} ${units.seconds}`;
}

/** The two largest units. */
export function formatUptime(milliseconds: number, { units }: StatusTranslations): string {
  const parts: [count: number, unit: string][] = [
    [Math.floor(milliseconds / DAY_MS), units.days],
    [Math.floor((milliseconds % DAY_MS) / HOUR_MS), units.hours],
    [Math.floor((milliseconds % HOUR_MS) / MINUTE_MS), units.minutes],
    [Math.floor((milliseconds % MINUTE_MS) / SECOND_MS), units.seconds],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first < 0 ? -1 : first)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
