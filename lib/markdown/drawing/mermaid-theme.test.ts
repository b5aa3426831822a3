import { describe, expect, test } from 'vitest';
import { mermaidTheme } from './mermaid-theme.ts';

/** The relative luminance of WCAG 2.2. */
function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

describe.each([
  ['light', false],
  ['dark', true],
])('a diagram on a %s page', (_, isDark) => {
  const variables = mermaidTheme(isDark).themeVariables as Record<string, string>;
  const of = (name: string) => variables[name] ?? '';

  test('has text with AA contrast on every background', () => {
    for (const background of [
      'primaryColor',
      'secondaryColor',
      'tertiaryColor',
      'edgeLabelBackground',
      'noteBkgColor',
    ])
      expect(contrast(of('primaryTextColor'), of(background)), background).toBeGreaterThanOrEqual(4.5);
    for (let share = 0; share < 8; share++) {
      expect(contrast(of('pieSectionTextColor'), of(`pie${share + 1}`))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of('scaleLabelColor'), of(`cScale${share}`))).toBeGreaterThanOrEqual(4.5);
    }
    for (const background of ['activeTaskBkgColor', 'doneTaskBkgColor', 'critBkgColor'])
      expect(contrast(of('taskTextDarkColor'), of(background)), background).toBeGreaterThanOrEqual(4.5);
  });

  test('has titles and legends with AA contrast on the page', () => {
    for (const name of ['pieTitleTextColor', 'pieLegendTextColor'])
      expect(contrast(of(name), of('edgeLabelBackground')), name).toBeGreaterThanOrEqual(4.5);
  });

  test('has lines with a contrast of at least 3:1', () => {
    expect(contrast(of('lineColor'), of('edgeLabelBackground'))).toBeGreaterThanOrEqual(3);
  });
});
