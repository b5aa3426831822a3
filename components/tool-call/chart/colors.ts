/** The accent color first. Neighbors differ in lightness as well as hue. */
const COLORS = [
  'light-dark(oklch(0.55 0.11 225), oklch(0.74 0.1 220))',
  'light-dark(oklch(0.68 0.14 60), oklch(0.8 0.12 70))',
  'light-dark(oklch(0.5 0.12 295), oklch(0.7 0.12 295))',
  'light-dark(oklch(0.62 0.12 155), oklch(0.78 0.12 155))',
  'light-dark(oklch(0.56 0.17 20), oklch(0.7 0.15 20))',
  'light-dark(oklch(0.72 0.09 195), oklch(0.86 0.07 195))',
  'light-dark(oklch(0.45 0.06 260), oklch(0.62 0.07 260))',
  'light-dark(oklch(0.7 0.1 340), oklch(0.82 0.09 340))',
];

/** The color of the series or slice with this index. */
export function colorOf(index: number): string {
  return COLORS[index % COLORS.length] ?? 'currentColor';
}
