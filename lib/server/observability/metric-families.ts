import 'server-only';

/** The names and values that tell the series of a family apart. Only values of small, closed sets: never ids, addresses or texts. */
export type Labels = Readonly<Record<string, string>>;

export type Description = {
  /** In Prometheus' spelling. */
  name: string;
  help: string;
  /** The name and the unit for OpenTelemetry, if conventions define them. */
  otel?: { name: string; unit: string };
};

/** A number, or the numbers of a histogram, for one set of labels. */
export type Series<Value> = { labels: Labels; value: Value };

/** Further sets of labels are counted together as `other`: a mistake in the code must not fill the memory. */
const MAX_SERIES = 500;

/** The values of one family, by labels. Keeps the order in which they first appeared. */
class SeriesMap<Value> {
  readonly #create: () => Value;
  readonly #series = new Map<string, Series<Value>>();

  constructor(create: () => Value, known: readonly Labels[]) {
    this.#create = create;
    for (const labels of known) this.get(labels);
  }

  get(labels: Labels): Series<Value> {
    const key = Object.values(labels).join('\n');
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= MAX_SERIES && !Object.values(labels).every((value) => value === 'other')) {
      return this.get(Object.fromEntries(Object.keys(labels).map((name) => [name, 'other'])));
    }
    const created = { labels, value: this.#create() };
    this.#series.set(key, created);
    return created;
  }

  all(): Series<Value>[] {
    return [...this.#series.values()];
  }
}

/** A sum that only grows. */
export class Counter {
  readonly type = 'counter';
  readonly description: Description;
  readonly #series: SeriesMap<number>;

  /** @param known labels of series that exist from the start, so that their first increase shows in a rate */
  constructor(description: Description, known: readonly Labels[] = []) {
    this.description = description;
    this.#series = new SeriesMap(() => 0, known);
  }

  add(amount = 1, labels: Labels = {}): void {
    this.#series.get(labels).value += amount;
  }

  series(): Series<number>[] {
    return this.#series.all();
  }
}

/** A number that rises and falls, or one that somebody else counts. */
export class Gauge {
  readonly type: 'gauge' | 'counter';
  readonly description: Description;
  readonly #series: SeriesMap<number>;

  /** @param type what the number is: `counter` when it only grows */
  constructor(description: Description, type: 'gauge' | 'counter' = 'gauge') {
    this.description = description;
    this.type = type;
    this.#series = new SeriesMap(() => 0, []);
  }

  set(value: number, labels: Labels = {}): void {
    this.#series.get(labels).value = value;
  }

  series(): Series<number>[] {
    return this.#series.all();
  }
}

/** `counts` has one entry more than the histogram has bounds: the last is for values above them. Not cumulative. */
export type Distribution = { counts: number[]; sum: number };

/** How often values fell into each of a few ranges. */
export class Histogram {
  readonly type = 'histogram';
  readonly description: Description;
  /** Inclusive upper bounds, in ascending order. */
  readonly bounds: readonly number[];
  readonly #series: SeriesMap<Distribution>;

  constructor(description: Description, bounds: readonly number[], known: readonly Labels[] = []) {
    this.description = description;
    this.bounds = bounds;
    this.#series = new SeriesMap(() => createDistribution(bounds), known);
  }

  observe(value: number, labels: Labels = {}): void {
    addValue(this.#series.get(labels).value, this.bounds, value);
  }

  series(): Series<Distribution>[] {
    return this.#series.all();
  }
}

export type Family = Counter | Gauge | Histogram;

export function createDistribution(bounds: readonly number[]): Distribution {
  return { counts: Array<number>(bounds.length + 1).fill(0), sum: 0 };
}

export function addValue(distribution: Distribution, bounds: readonly number[], value: number): void {
  const index = bounds.findIndex((bound) => value <= bound);
  const at = index < 0 ? bounds.length : index;
  distribution.counts[at] = (distribution.counts[at] ?? 0) + 1;
  distribution.sum += value;
}
