import 'server-only';
import type { Family, Histogram, Labels } from './metric-families.ts';

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Renders metrics in Prometheus' text format, version 0.0.4. */
export function toPrometheusText(families: Iterable<Family>): string {
  return [...families].map(renderFamily).join('');
}

function renderFamily(family: Family): string {
  const { name, help } = family.description;
  const lines =
    family.type === 'histogram'
      ? renderHistogram(name, family)
      : family.series().map(({ labels, value }) => renderSample(name, labels, value));
  return [`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${family.type}`, ...lines, ''].join('\n');
}

function renderHistogram(name: string, histogram: Histogram): string[] {
  return histogram.series().flatMap(({ labels, value: { counts, sum } }) => {
    let count = 0;
    const buckets = counts.map((inBucket, index) => {
      count += inBucket;
      const le = histogram.bounds[index] ?? '+Inf';
      return renderSample(`${name}_bucket`, { ...labels, le: String(le) }, count);
    });
    return [
      ...buckets,
      renderSample(`${name}_sum`, labels, sum),
      renderSample(`${name}_count`, labels, count),
    ];
  });
}

function renderSample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
