import mermaid, { type MermaidConfig } from 'mermaid';
import { drawableSource, restoreAddresses } from './diagram-source.ts';
import { mermaidTheme } from './mermaid-theme.ts';

/** The maximum length of a diagram. The layout of a longer one could block the page for seconds, so it stays code. */
const MAX_LENGTH = 20_000;

/** The markup that mermaid may use where it draws HTML: line breaks, formulas and its own icons. */
const LABEL_MARKUP = {
  USE_PROFILES: { mathMl: true, svg: true },
  ADD_TAGS: ['br', 'div', 'span'],
  FORBID_TAGS: ['a', 'image', 'style'],
  FORBID_ATTR: ['href', 'xlink:href'],
};

/**
 * Uses Dagre instead of ELK, which is 1.5 MB of script under the EPL and not part of the build (next.config.ts). Mindmaps and
 * swimlanes keep their own layouts.
 */
const LAYOUTS: MermaidConfig = {
  layout: 'dagre',
  mindmap: { layout: 'cose-bilkent' },
  swimlane: { layout: 'swimlane' },
};

let count = 0;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a diagram as SVG. Draws one at a time, because mermaid's settings are global and a page full of diagrams must stay
 * responsive. The caller shows the SVG in an `<img>`, which runs no script, so labels are SVG text instead of HTML.
 *
 * @throws if the code is not a diagram, is too long for one, or could load external content while it is drawn.
 */
export function drawDiagram(code: string, isDark: boolean): Promise<string> {
  const drawing = queue.then(() => draw(code, isDark));
  queue = drawing.catch(() => undefined); // the caller handles the error; the next diagram is drawn all the same
  return drawing;
}

async function draw(code: string, isDark: boolean): Promise<string> {
  if (code.length > MAX_LENGTH) throw new RangeError('The diagram is too long to draw');
  const source = drawableSource(code);
  if (source === undefined) throw new Error('The diagram could load external content while it is drawn');
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    // A second barrier: `drawableSource` has removed all configuration from the text.
    secure: Object.keys(mermaid.mermaidAPI.defaultConfig),
    dompurifyConfig: LABEL_MARKUP,
    suppressErrorRendering: true,
    ...LAYOUTS,
    ...mermaidTheme(isDark),
    fontFamily: 'system-ui, sans-serif',
    htmlLabels: false,
    flowchart: { htmlLabels: false },
  });
  const host = createHiddenHost();
  document.body.append(host);
  try {
    return restoreAddresses(
      (await mermaid.render(`diagram-${++count}`, withoutMenus(withoutElk(source)), host)).svg,
    );
  } finally {
    host.remove();
  }
}

/** Replaces the keyword that requests ELK: an ordinary flowchart is the same diagram. */
function withoutElk(source: string): string {
  return source.replace(/^(\s*)flowchart-elk\b/m, '$1flowchart');
}

/**
 * Removes the links of actors. Mermaid would add a hidden menu with an event handler, which the page's content security policy refuses
 * and nobody could open in an `<img>`.
 */
function withoutMenus(source: string): string {
  return source.includes('sequenceDiagram')
    ? source.replace(/(^|[\n;])[^\S\n]*links?[^\S\n][^\n;]*/gi, '$1')
    : source;
}

/** An element for mermaid to draw in. It must be in the page, to be measured, but must not change the page's height. */
function createHiddenHost(): HTMLElement {
  const host = document.createElement('div');
  host.ariaHidden = 'true';
  host.style.cssText = 'position: fixed; inset: 0; visibility: hidden; contain: strict';
  return host;
}
