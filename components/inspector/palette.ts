import type { ActivityName } from '#lib/client/recording/analysis/activity.ts';
import { KINDS, type MarkKind } from '#lib/client/recording/analysis/timeline.ts';
import { colorOf } from '../tool-call/chart/colors.ts';

const [BLUE, ORANGE, VIOLET, GREEN, RED] = [0, 1, 2, 3, 4].map(colorOf) as [
  string,
  string,
  string,
  string,
  string,
];
const MUTED = 'var(--color-muted)';
const LINE = 'var(--color-line)';

/** As CSS has them. What is the same thing has the same color, in the timeline and beside it. */
export const ACTIVITY_COLORS: Record<ActivityName, string> = {
  waiting: LINE,
  reasoning: VIOLET,
  text: BLUE,
  call: `color-mix(in oklab, ${GREEN} 55%, var(--color-raised))`,
  tool: GREEN,
  retry: ORANGE,
};
const KIND_COLORS = {
  other: MUTED,
  text: BLUE,
  reasoning: VIOLET,
  tool: GREEN,
  retry: ORANGE,
  comment: MUTED,
  connection: MUTED,
  end: RED,
  busy: ORANGE,
} satisfies Record<(typeof KINDS)[number], string>;
export const MARK_COLORS: Record<MarkKind, string> = {
  'first-token': BLUE,
  stall: RED,
  'keep-alive': MUTED,
  retry: ORANGE,
  lost: RED,
  reconnected: GREEN,
  error: RED,
  end: MUTED,
};

/** As a canvas takes them: resolved for the theme. `kinds` are in the order of `KINDS`. */
export type Palette = {
  activities: Record<ActivityName, string>;
  kinds: string[];
  marks: Record<MarkKind, string>;
  speed: string;
  accent: string;
  danger: string;
  ink: string;
  muted: string;
  line: string;
  font: string;
};

/** Reads the colors as an element in `parent` has them. */
export function readPalette(parent: HTMLElement): Palette {
  const probe = parent.appendChild(document.createElement('span'));
  const resolve = (color: string) => {
    probe.style.color = color;
    return getComputedStyle(probe).color;
  };
  const resolveAll = <Name extends string>(colors: Record<Name, string>) =>
    Object.fromEntries(
      Object.entries<string>(colors).map(([name, color]) => [name, resolve(color)]),
    ) as Record<Name, string>;
  const palette: Palette = {
    activities: resolveAll(ACTIVITY_COLORS),
    kinds: KINDS.map((kind) => resolve(KIND_COLORS[kind])),
    marks: resolveAll(MARK_COLORS),
    speed: resolve(BLUE),
    accent: resolve('var(--color-accent)'),
    danger: resolve('var(--color-danger)'),
    ink: resolve('var(--color-ink)'),
    muted: resolve(MUTED),
    line: resolve(LINE),
    font: getComputedStyle(parent).fontFamily,
  };
  probe.remove();
  return palette;
}
