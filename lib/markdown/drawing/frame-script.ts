/**
 * The only script in the document of the frame that draws diagrams (scripts/drawing-frame.mjs). The frame has no network: the page sends
 * it the text of its modules, which it imports from `blob:` URLs.
 */
import { MAX_SVG_LENGTH } from '../figure/svg-data-url.ts';
import type { FromFrame, ToFrame } from './drawing-messages.ts';
import type * as MermaidDrawing from './mermaid-drawing.ts';

const urls = new Map<string, string>();
let loading: Promise<unknown> = Promise.resolve();
let stopWaiting: () => void = () => {};
let port: MessagePort;

/**
 * Imports the last of some modules. The others are those that it imports, each after its own imports. The build replaces
 * `import()` by this.
 */
function importModules(names: string[]): Promise<unknown> {
  // One after the other, so that no module is requested twice.
  loading = loading.then(() => {
    const missing = names.filter((name) => !urls.has(name));
    return missing.length > 0 ? requestModules(missing) : undefined;
  });
  return loading.then(() => import(urls.get(names.at(-1) ?? '') ?? ''));
}

/** If the page cannot load a module, it removes this frame instead of replying. */
function requestModules(names: string[]): Promise<void> {
  return new Promise((resolve) => {
    stopWaiting = resolve;
    send({ type: 'modules', names });
  });
}

function addModules(texts: Record<string, string>): void {
  for (const [name, text] of Object.entries(texts)) {
    const linked = text.replace(/"\.\/([\w-]+\.js)"/g, (_, imported: string) => `"${urls.get(imported)}"`);
    urls.set(name, URL.createObjectURL(new Blob([linked], { type: 'text/javascript' })));
  }
  stopWaiting();
}

async function draw({ code, isDark, modules }: ToFrame & { type: 'draw' }): Promise<void> {
  try {
    const { drawDiagram } = (await importModules(modules)) as typeof MermaidDrawing;
    const svg = await drawDiagram(code, isDark);
    if (svg.length > MAX_SVG_LENGTH) throw new RangeError('The drawing is too large');
    send({ type: 'drawn', svg });
  } catch (error) {
    send({ type: 'refused', reason: String(error).slice(0, 1_000) });
  }
}

function send(message: FromFrame): void {
  port.postMessage(message);
}

Object.assign(globalThis, { importModules });
addEventListener('message', function connect({ ports: [given] }) {
  if (!given) return;
  removeEventListener('message', connect);
  port = given;
  port.onmessage = ({ data }: MessageEvent<ToFrame>) => {
    if (data.type === 'modules') addModules(data.texts);
    else void draw(data);
  };
  send({ type: 'ready' });
});
