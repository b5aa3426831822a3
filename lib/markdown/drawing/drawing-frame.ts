import 'client-only';
import type { FromFrame, ToFrame } from './drawing-messages.ts';

/** Where the build has put the frame's document and modules (scripts/drawing-frame.mjs). */
const FOLDER = process.env.DRAWING_FOLDER ?? '';
/** The module that draws, after those that it imports. */
const MODULES = (process.env.DRAWING_MODULES ?? '').split(' ');

const LOAD_MS = 10_000;
const FETCH_MS = 30_000;
/** How long drawing may take, without the time for fetching modules. */
const DRAW_MS = 20_000;

/**
 * A hidden frame that draws diagrams, one at a time. Its document has an opaque origin and a policy that allows no request at all, so that
 * nothing in a diagram can load anything or reach the page. In most browsers it also has its own process, so that a diagram that takes
 * long does not block the page. The frame closes itself when it fails.
 */
export class DrawingFrame {
  readonly #element = document.createElement('iframe');
  readonly #port: MessagePort;
  readonly #fetches = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #prepared: Promise<unknown>;
  #drawing = Promise.withResolvers<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<FromFrame>) => this.#receive(data);
    hide(this.#element);
    this.#element.setAttribute('sandbox', 'allow-scripts');
    this.#element.src = `${FOLDER}frame.html`;
    // An error page in place of the document never answers.
    this.#element.onload = () => {
      this.#element.onload = null;
      this.#element.contentWindow?.postMessage('', '*', [port2]);
    };
    document.body.append(this.#element);
    this.#limitTime(LOAD_MS, loadError);
    this.#prepared = Promise.all([this.#ready.promise, this.#sendModules(MODULES)]);
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Draws a diagram as SVG, which is as untrusted as the code of the diagram.
   * @throws if the code is not a diagram, or takes too long; a load error if the frame or one of its modules fails to load
   */
  draw(code: string, isDark: boolean): Promise<string> {
    this.#drawing = Promise.withResolvers();
    void this.#prepared.then(() => {
      this.#send({ type: 'draw', code, isDark, modules: MODULES });
      this.#limitDrawing();
    });
    return this.#drawing.promise;
  }

  close(reason: Error): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#fetches.abort(reason);
    this.#port.close();
    this.#element.remove();
    this.#drawing.reject(reason);
  }

  #receive(message: FromFrame): void {
    clearTimeout(this.#timer);
    switch (message.type) {
      case 'ready':
        this.#ready.resolve();
        break;
      case 'modules':
        void this.#sendModules(message.names).then(() => this.#limitDrawing());
        break;
      case 'drawn':
        this.#drawing.resolve(message.svg);
        break;
      case 'refused':
        this.#drawing.reject(new Error(message.reason));
    }
  }

  async #sendModules(names: string[]): Promise<void> {
    const signal = AbortSignal.any([this.#fetches.signal, AbortSignal.timeout(FETCH_MS)]);
    try {
      const texts = await Promise.all(names.map(async (name) => [name, await moduleText(name, signal)]));
      this.#send({ type: 'modules', texts: Object.fromEntries(texts) });
    } catch (cause) {
      this.close(loadError(cause));
    }
  }

  #send(message: ToFrame): void {
    this.#port.postMessage(message);
  }

  #limitDrawing(): void {
    this.#limitTime(DRAW_MS, () => new Error('The diagram takes too long to draw'));
  }

  #limitTime(limitMs: number, error: () => Error): void {
    clearTimeout(this.#timer);
    if (!this.#isClosed) this.#timer = setTimeout(() => this.close(error()), limitMs);
  }
}

/** Not with `display: none`: mermaid measures text, and draws some diagrams as wide as the window. */
function hide(element: HTMLIFrameElement): void {
  element.setAttribute('aria-hidden', 'true');
  element.tabIndex = -1;
  element.title = '';
  element.style.cssText =
    'position: fixed; inset: 0; inline-size: 100%; block-size: 100%; border: 0; visibility: hidden';
}

async function moduleText(name: string, signal: AbortSignal): Promise<string> {
  if (!/^[\w-]+\.js$/.test(name)) throw new Error(`Not a module: ${name}`);
  const response = await fetch(FOLDER + name, { signal });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.text();
}

/** What `isLoadError` recognizes. */
function loadError(cause?: unknown): Error {
  return Object.assign(new Error('The code that draws diagrams failed to load', { cause }), {
    name: 'ChunkLoadError',
  });
}
