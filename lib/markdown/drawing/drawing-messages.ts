/** What the page and the frame that draws diagrams say to each other, through a port. */

export type ToFrame =
  | {
      type: 'draw';
      code: string;
      isDark: boolean;
      /** The module that draws, after those that it imports. */
      modules: string[];
    }
  /** The texts of modules: those that draw any diagram, then those that the frame asks for. Each follows those that it imports. */
  | { type: 'modules'; texts: Record<string, string> };

export type FromFrame =
  | { type: 'ready' }
  | { type: 'modules'; names: string[] }
  | { type: 'drawn'; svg: string }
  | { type: 'refused'; reason: string };
