/** Every sentence the renderer can show or say, in the reader's language. */
export interface MarkdownLabels {
  copy: string;
  copied: string;
  copyFailed: string;
  /** Names the button that breaks long lines, whether pressed or not. */
  wrap: string;
  download: string;
  showPicture: string;
  showCode: string;
  /** Runs an HTML fence in a frame without network. */
  preview: string;
  copyAsMarkdown: string;
  copyAsCsv: string;
  /** The button that fetches a picture from `host`. */
  loadImage: (host: string) => string;
  /** In place of a picture that may not be shown or did not arrive. */
  imageUnavailable: string;
  /** Says where the mark `number` leads. */
  footnote: (number: number) => string;
  backToText: string;
  taskDone: string;
  taskOpen: string;
  /** Names a block of code for those who do not see it. `language` may be empty. */
  codeBlock: (language: string) => string;
  table: string;
  picture: string;
  /** Names a drawing that fills the window when it is pressed. */
  enlarge: string;
  zoomIn: string;
  zoomOut: string;
  close: string;
  /** Shown beside `retry` when the code that draws a picture could not be loaded. */
  notLoaded: string;
  retry: string;
  loading: string;
}
