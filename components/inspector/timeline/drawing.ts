import type { Timeline } from '#lib/client/recording/analysis/timeline.ts';
import type { Palette } from '../palette.ts';
import type { TimeRange } from './timeline-view.ts';

/** What drawing needs of a canvas. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'fillRect'
  | 'clearRect'
  | 'fillText'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'fill'
>;

/** Vertical places of the lanes, in CSS pixels. */
export const LANES = {
  axis: { top: 0, height: 18 },
  activity: { top: 24, height: 18 },
  events: { top: 52, height: 44 },
  speed: { top: 118, height: 62 },
  connection: { top: 190, height: 8 },
} as const;
export const TIMELINE_HEIGHT = 204;
export const OVERVIEW_HEIGHT = 40;

export type Drawing = {
  timeline: Timeline;
  range: TimeRange;
  width: number;
  palette: Palette;
  /** The line at the cursor, and the one that is pointed at; -1 without. */
  cursor: number;
  /** What is being chosen. */
  brush: TimeRange | undefined;
  /** Names a moment of the run, in milliseconds, as exactly as marks that are `stepMs` apart need. */
  nameTick(ms: number, stepMs: number): string;
  /** Names a speed of the output, in characters per second. */
  nameSpeed(perSecond: number): string;
  /** Reused from one drawing to the next. */
  speeds: Float64Array;
};

export function xOf(t: number, { range, width }: Pick<Drawing, 'range' | 'width'>): number {
  return ((t - range.from) / (range.to - range.from)) * width;
}
