import { type Palette, readPalette } from '../palette.ts';
import { drawBrush, drawOverview, drawTimeline } from './draw-timeline.ts';
import { type Drawing, OVERVIEW_HEIGHT, TIMELINE_HEIGHT } from './drawing.ts';
import type { TimelineView, TimeRange } from './timeline-view.ts';

type PainterOptions = {
  frame: HTMLElement;
  main: HTMLCanvasElement;
  overview: HTMLCanvasElement;
  view: TimelineView;
  nameTick: Drawing['nameTick'];
  nameSpeed: Drawing['nameSpeed'];
};

/** Paints a timeline at most once per animation frame, however often its range, size or theme changes. */
export class TimelinePainter {
  readonly #options: PainterOptions;
  readonly #observers: { disconnect(): void }[] = [];
  readonly #stop = new AbortController();
  readonly #listeners = new Set<() => void>();
  #palette: Palette;
  #width = 0;
  #speeds = new Float64Array(0);
  #brush: TimeRange | undefined;
  #pointed = -1;
  #frame: number | undefined;
  /** The whole run, as it was drawn with so many lines. */
  readonly #whole = document.createElement('canvas');
  #wholeLength = -1;

  constructor(options: PainterOptions) {
    this.#options = options;
    const { frame, main, view } = options;
    this.#palette = readPalette(frame);
    const unsubscribe = view.subscribe(() => this.#request());
    this.#stop.signal.addEventListener('abort', unsubscribe);
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(frame);
    const themed = new MutationObserver(() => this.#repaint());
    themed.observe(document.documentElement, { attributes: true });
    this.#observers.push(resized, themed);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#repaint(), {
      signal: this.#stop.signal,
    });
    main.addEventListener('wheel', (event) => this.#turnWheel(event), {
      signal: this.#stop.signal,
      passive: false,
    });
    this.#resize();
  }

  /** The line that is pointed at; -1 without. */
  get pointed(): number {
    return this.#pointed;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The time at a horizontal place of the timeline, in pixels. */
  timeAt(x: number): number {
    const { from, to } = this.#options.view.range;
    return from + (Math.max(0, Math.min(x, this.#width)) / this.#width) * (to - from);
  }

  overviewTimeAt(x: number): number {
    return (Math.max(0, Math.min(x, this.#width)) / this.#width) * this.#options.view.timeline.duration;
  }

  showBrush(brush: TimeRange | undefined): void {
    this.#brush = brush;
    this.#request();
  }

  /** Points at what is nearest to a horizontal place, or at nothing. */
  point(x: number | undefined): void {
    const line = x === undefined ? -1 : this.#options.view.timeline.nearestTo(this.timeAt(x));
    if (line === this.#pointed) return;
    this.#pointed = line;
    for (const listener of this.#listeners) listener();
    this.#request();
  }

  close(): void {
    this.#stop.abort();
    for (const observer of this.#observers) observer.disconnect();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
  }

  #request(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#paint();
    });
  }

  #repaint(): void {
    this.#palette = readPalette(this.#options.frame);
    this.#wholeLength = -1;
    this.#request();
  }

  #resize(): void {
    const { frame, main, overview } = this.#options;
    this.#width = Math.max(1, Math.floor(frame.clientWidth));
    this.#speeds = new Float64Array(this.#width);
    this.#wholeLength = -1;
    for (const [canvas, height] of [
      [main, TIMELINE_HEIGHT],
      [overview, OVERVIEW_HEIGHT],
    ] as const) {
      canvas.width = Math.round(this.#width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    this.#paint();
  }

  #paint(): void {
    const { main, view, nameTick, nameSpeed } = this.#options;
    const { timeline, range, cursor } = view;
    const drawing: Drawing = {
      timeline,
      range,
      width: this.#width,
      palette: this.#palette,
      cursor: this.#pointed >= 0 ? this.#pointed : cursor,
      brush: this.#brush,
      nameTick,
      nameSpeed,
      speeds: this.#speeds,
    };
    const pen = main.getContext('2d');
    if (!pen) return;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    drawTimeline(pen, drawing);
    this.#paintOverview({ ...drawing, range: { from: 0, to: Math.max(1, timeline.duration) } });
  }

  /** The run itself is drawn again only when it has grown. */
  #paintOverview(drawing: Drawing): void {
    const { overview, view } = this.#options;
    const pen = overview.getContext('2d');
    const wholePen = this.#whole.getContext('2d');
    if (!pen || !wholePen) return;
    if (this.#wholeLength !== drawing.timeline.length) {
      this.#wholeLength = drawing.timeline.length;
      this.#whole.width = overview.width;
      this.#whole.height = overview.height;
      wholePen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      drawOverview(wholePen, drawing);
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, overview.width, overview.height);
    pen.drawImage(this.#whole, 0, 0);
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    if (!view.isWhole) drawBrush(pen, drawing, view.range, OVERVIEW_HEIGHT);
  }

  /** Sideways moves along the run; with Ctrl, as a trackpad pinches, zooms. Everything else scrolls the page. */
  #turnWheel(event: WheelEvent): void {
    const { view } = this.#options;
    if (event.ctrlKey) view.zoom(1.01 ** event.deltaY, this.timeAt(event.offsetX));
    else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) view.pan(event.deltaX / this.#width);
    else return;
    event.preventDefault();
  }
}
