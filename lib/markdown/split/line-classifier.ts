import {
  ATX_HEADING,
  FENCE_OPENING,
  FOOTNOTE_DEFINITION,
  indentation,
  LIST_MARKER,
  mathClosing,
  mathOpeningKind,
  THEMATIC_BREAK,
} from './line-shapes.ts';

/** The construct that a line opens by its own shape. */
export type Opening =
  | { type: 'heading' }
  /** A formula that opens and closes on the line. */
  | { type: 'formula' }
  /** Display math that closes on a later line. */
  | { type: 'math'; closing: string }
  | { type: 'fence'; marker: string }
  | { type: 'footnote' }
  /** A list item. `isWeak`: below a paragraph, this marker only continues it. */
  | { type: 'item'; marker: string; isWeak: boolean };

export interface Line {
  isBlank: boolean;
  /** The line without its indentation. */
  text: string;
  /** The width of its indentation. */
  columns: number;
  /** Whether it is indented less than the container around it, or there is none. */
  isOutside: boolean;
  opening: Opening | undefined;
  /** Whether it may belong to no paragraph: a rule, indented code, a quote, a table row or a heading's underline. */
  canHideParagraph: boolean;
}

export interface LinePlace {
  /** The columns that lines inside the surrounding container are indented by. Absent without a container. */
  offset?: number | undefined;
  /** Whether the line may open math; not if its math turned out to be unclosed. */
  canOpenMath: boolean;
}

/** Says what a line is, from its own characters and its place alone. */
export function classifyLine(raw: string, { offset, canOpenMath }: LinePlace): Line {
  const { columns, length } = indentation(raw);
  const text = raw.slice(length);
  const isOutside = offset === undefined || columns < offset;
  const isBreak = columns < 4 && THEMATIC_BREAK.test(text);
  const canHoldItem = !isBreak && (columns < 4 || offset !== undefined);
  const opening =
    (columns < 4 && isOutside ? openingOf(text, canOpenMath) : undefined) ??
    (canHoldItem ? itemOpening(text) : undefined);
  return {
    isBlank: text.trim() === '',
    text,
    columns,
    isOutside,
    opening,
    canHideParagraph: isBreak || columns >= 4 || /^>|\||^[=-]+[ \t]*$/.test(text),
  };
}

/** The marker that closes the fence or math that a line may open, `''` for math; undefined for any other line. */
export function innerFenceMarker(text: string): string | undefined {
  return fenceMarker(text) ?? (mathClosing(text) && '');
}

function openingOf(text: string, canOpenMath: boolean): Opening | undefined {
  if (ATX_HEADING.test(text)) return { type: 'heading' };
  const marker = fenceMarker(text);
  if (marker !== undefined) return { type: 'fence', marker };
  if (FOOTNOTE_DEFINITION.test(text)) return { type: 'footnote' };
  const closing = canOpenMath ? mathClosing(text) : undefined;
  if (closing === undefined) return undefined;
  const kind = mathOpeningKind(text, closing);
  if (kind === 'inline') return undefined;
  return kind === 'whole' ? { type: 'formula' } : { type: 'math', closing };
}

function itemOpening(text: string): Opening | undefined {
  const marker = LIST_MARKER.exec(text)?.[0];
  if (marker === undefined) return undefined;
  // CommonMark: an empty item, or a number other than one, cannot interrupt a paragraph.
  const isEmpty = text.slice(marker.length).trim() === '';
  const isWeak = isEmpty || (/^\d/.test(text) && !/^0*1[.)]/.test(text));
  return { type: 'item', marker, isWeak };
}

function fenceMarker(text: string): string | undefined {
  const opening = FENCE_OPENING.exec(text);
  return opening?.[1] ?? opening?.[2];
}
