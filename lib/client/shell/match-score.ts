import 'client-only';

/**
 * How well what was typed fits the words of an item, 0 (not at all) to 1: every part of it must be in them, and what begins with
 * it comes first. No guessing at letters in between: it would bring what nobody meant, and fits no Chinese.
 */
export function matchScore(_value: string, typed: string, words: string[] = []): number {
  const wanted = typed.toLowerCase().trim();
  const [label = '', ...others] = words.map((word) => word.toLowerCase());
  if (label.startsWith(wanted)) return 1;
  if (label.includes(` ${wanted}`)) return 0.8;
  if (label.includes(wanted)) return 0.6;
  const all = [label, ...others].join(' ');
  return wanted.split(/\s+/).every((part) => all.includes(part)) ? 0.4 : 0;
}
