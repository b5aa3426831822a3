/** Converts values to positions in the drawing, in pixels. */
export type Place = { x(value: number): number; y(value: number): number; bandWidth: number };
