/** The renderer's UI strings, in the reader's language. */
export interface MarkdownLabels {
  copy: string;
  copied: string;
  copyFailed: string;
  /** Names the toggle that wraps long lines, in both states. */
  wrap: string;
  download: string;
  showFigure: string;
  showCode: string;
  /** The button that renders an HTML fence in a frame without scripts and network. */
  preview: string;
  copyAsMarkdown: string;
  copyAsCsv: string;
  /** The button that loads an image from `host`. */
  loadImage: (host: string) => string;
  /** Shown in place of an image that is not allowed or failed to load. */
  imageUnavailable: string;
  /** Names the link to footnote `number`. */
  footnote: (number: number) => string;
  backToText: string;
  taskDone: string;
  taskOpen: string;
  /** Names a block of code for screen readers. `language` may be empty. */
  codeBlock: (language: string) => string;
  table: string;
  figure: string;
  /** Shown below the code of a diagram that could not be drawn. */
  notDrawn: string;
  /** The button that opens a figure in a dialog that fills the window. */
  enlarge: string;
  zoomIn: string;
  zoomOut: string;
  close: string;
  /** Shown next to `retry` when the code that renders a figure failed to load. */
  notLoaded: string;
  retry: string;
  loading: string;
}
