import mermaid, { type MermaidConfig } from 'mermaid';
import { mermaidTheme } from './mermaid-theme.ts';

/** The markup that mermaid may use where it draws HTML: line breaks, formulas and its own icons. */
const LABEL_MARKUP = {
  USE_PROFILES: { mathMl: true, svg: true },
  ADD_TAGS: ['br', 'div', 'span'],
  FORBID_TAGS: ['a', 'image', 'style'],
  FORBID_ATTR: ['href', 'xlink:href'],
};

/**
 * Uses Dagre instead of ELK, which is 1.5 MB of script under the EPL and not part of the build (scripts/drawing-frame.mjs). Mindmaps and
 * swimlanes keep their own layouts.
 */
const LAYOUTS: MermaidConfig = {
  layout: 'dagre',
  mindmap: { layout: 'cose-bilkent' },
  swimlane: { layout: 'swimlane' },
};

let count = 0;

/**
 * Draws a diagram as SVG. Runs in the frame that draws diagrams. The page shows the SVG in an `<img>`, which runs no script and loads
 * nothing, so labels are SVG text instead of HTML.
 * @throws if the code is not a diagram
 */
export async function drawDiagram(code: string, isDark: boolean): Promise<string> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    secure: Object.keys(mermaid.mermaidAPI.defaultConfig), // ignores all configuration in the text
    dompurifyConfig: LABEL_MARKUP,
    suppressErrorRendering: true,
    ...LAYOUTS,
    ...mermaidTheme(isDark),
    fontFamily: 'system-ui, sans-serif',
    htmlLabels: false,
    flowchart: { htmlLabels: false },
  });
  // As large as the frame: some diagrams take the width of their host.
  const host = document.createElement('div');
  host.style.cssText = 'position: fixed; inset: 0';
  document.body.append(host);
  try {
    return (await mermaid.render(`diagram-${++count}`, withoutMenus(withoutElk(code)), host)).svg;
  } finally {
    host.remove();
  }
}

/** Replaces the keyword that requests ELK: an ordinary flowchart is the same diagram. */
function withoutElk(source: string): string {
  return source.replace(/^(\s*)flowchart-elk\b/m, '$1flowchart');
}

/**
 * Removes the links of actors. Mermaid would add a hidden menu with an event handler, which the frame's policy refuses
 * and nobody could open in an `<img>`.
 */
function withoutMenus(source: string): string {
  return source.includes('sequenceDiagram')
    ? source.replace(/(^|[\n;])[^\S\n]*links?[^\S\n][^\n;]*/gi, '$1')
    : source;
}
