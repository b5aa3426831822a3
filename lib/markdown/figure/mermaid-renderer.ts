import mermaid, { type MermaidConfig } from 'mermaid';
import { drawableSource, restoreAddresses } from './diagram-source.ts';
import { mermaidTheme } from './mermaid-theme.ts';

/** A diagram longer than this is left as code: its layout could hold up the page for seconds. */
const LONGEST = 20_000;

/** The markup that mermaid may use where it draws HTML: line breaks, formulas and its own icons. */
const LABEL_MARKUP = {
  USE_PROFILES: { mathMl: true, svg: true },
  ADD_TAGS: ['br', 'div', 'span'],
  FORBID_TAGS: ['a', 'image', 'style'],
  FORBID_ATTR: ['href', 'xlink:href'],
};

/**
 * Dagre lays out everything that mermaid would give to ELK, which is 1.5 MB of script under the EPL and left out of the build
 * (next.config.ts). The other two keep the layouts that are made for them.
 */
const LAYOUTS: MermaidConfig = {
  layout: 'dagre',
  mindmap: { layout: 'cose-bilkent' },
  swimlane: { layout: 'swimlane' },
};

let count = 0;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a diagram as SVG. One at a time: mermaid keeps its settings in one place, and a page full of diagrams must stay
 * usable. The caller shows the result in an `<img>`, where it can do no harm; so its labels are SVG text, not HTML.
 *
 * @throws if the code is not a diagram, is too long for one, or could load external content while it is drawn.
 */
export function drawDiagram(code: string, isDark: boolean): Promise<string> {
  const drawing = queue.then(() => draw(code, isDark));
  queue = drawing.catch(() => undefined); // the caller hears of it; the next one must not wait for ever
  return drawing;
}

async function draw(code: string, isDark: boolean): Promise<string> {
  if (code.length > LONGEST) throw new RangeError('The diagram is too long to draw');
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
  const place = outsideTheText();
  document.body.append(place);
  try {
    return restoreAddresses((await mermaid.render(`diagram-${++count}`, withoutElk(source), place)).svg);
  } finally {
    place.remove();
  }
}

/** The keyword that asks for ELK; an ordinary flowchart is the same diagram. */
function withoutElk(source: string): string {
  return source.replace(/^(\s*)flowchart-elk\b/m, '$1flowchart');
}

/** Mermaid draws where it can measure: in the page, which must not become longer by it. */
function outsideTheText(): HTMLElement {
  const place = document.createElement('div');
  place.ariaHidden = 'true';
  place.style.cssText = 'position: fixed; inset: 0; visibility: hidden; contain: strict';
  return place;
}
