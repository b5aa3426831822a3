/** The colors of pie slices, branches and sections: light enough for dark text, and visible in both themes. */
const SERIES = ['#7fbdd4', '#e8b877', '#b3a0dc', '#8ccaa6', '#e49aa5', '#a5d8d5', '#a3b0cc', '#dfb0cb'];
const INK = '#1b2226';

/** The page's colors. Mermaid accepts only hexadecimal numbers. */
const LIGHT = {
  primaryColor: '#e4f1f6',
  primaryTextColor: INK,
  primaryBorderColor: '#8bb9ca',
  lineColor: '#68757d',
  secondaryColor: '#eef1f3',
  tertiaryColor: '#f6f8f9',
  edgeLabelBackground: '#f2f5f6',
  noteBkgColor: '#fbf3dd',
  noteBorderColor: '#d8c48a',
};
const DARK: typeof LIGHT = {
  primaryColor: '#1f3a46',
  primaryTextColor: '#e3e8eb',
  primaryBorderColor: '#4d87a0',
  lineColor: '#98a5ad',
  secondaryColor: '#2b333a',
  tertiaryColor: '#232a30',
  edgeLabelBackground: '#20262b',
  noteBkgColor: '#3a3420',
  noteBorderColor: '#8a7a45',
};

/** Mermaid's settings for a diagram in the colors of the page. */
export function mermaidTheme(isDark: boolean) {
  const colors = isDark ? DARK : LIGHT;
  const series = SERIES.flatMap((color, index) => [
    [`pie${index + 1}`, color],
    [`cScale${index}`, color],
    [`git${index}`, color],
    [`gitBranchLabel${index}`, INK],
  ]);
  const themeVariables: Record<string, unknown> = {
    darkMode: isDark,
    ...colors,
    noteTextColor: colors.primaryTextColor,
    ...Object.fromEntries(series),
    scaleLabelColor: INK,
    pieOpacity: 1,
    pieSectionTextColor: INK,
    pieTitleTextColor: colors.primaryTextColor,
    pieLegendTextColor: colors.primaryTextColor,
    pieStrokeColor: colors.edgeLabelBackground,
    pieStrokeWidth: '1px',
    pieOuterStrokeColor: colors.primaryBorderColor,
    pieOuterStrokeWidth: '1px',
    gridColor: colors.lineColor,
    sectionBkgColor: colors.secondaryColor,
    altSectionBkgColor: colors.tertiaryColor,
    taskBkgColor: '#b9dbe7',
    taskTextColor: INK,
    taskTextDarkColor: INK,
    taskTextOutsideColor: colors.primaryTextColor,
    activeTaskBkgColor: '#7fbdd4',
    doneTaskBkgColor: '#c9d0d4',
    critBkgColor: '#e49aa5',
    critBorderColor: '#c2455a',
    dropShadow: 'none',
  };
  // Mermaid draws the axes of timelines and journeys in black in every theme.
  const themeCSS = `
    line[stroke="black"] { stroke: ${colors.lineColor}; }
    marker[id$="arrowhead"] path { fill: ${colors.lineColor}; }`;
  return { theme: 'base' as const, themeVariables, themeCSS };
}
