import 'server-only';
import { Parser } from 'htmlparser2';

const setOf = (list: string) => new Set(list.split(' '));
const SKIPPED = setOf('script style noscript template svg iframe object canvas nav dialog');
const PARAGRAPHS = setOf(
  'p div section article main header footer aside ul ol dl table figure blockquote pre h1 h2 h3 h4 h5 h6 hr',
);
const LINES = setOf('li tr br dt dd figcaption option');
const CELLS = setOf('td th');

/**
 * Extracts the title and text of an HTML page in reading order. Headings and list items are marked as in Markdown; scripts,
 * styles and navigation are dropped.
 */
export function extractPageText(html: string): { title: string; text: string } {
  const page = new TextWriter();
  let title = '';
  let inTitle = false;
  let inPre = false;
  let skipped = 0;
  const parser = new Parser({
    onopentag(name) {
      if (SKIPPED.has(name)) skipped++;
      if (skipped > 0) return;
      if (name === 'title') inTitle = true;
      if (name === 'pre') inPre = true;
      writeBreak(page, name);
      if (name === 'li') page.writeMark('- ');
      if (/^h[1-6]$/.test(name)) page.writeMark(`${'#'.repeat(Number(name[1]))} `);
      if (CELLS.has(name)) page.startCell();
    },
    ontext(text) {
      if (skipped > 0) return;
      if (inTitle) title += text;
      else if (inPre) page.writeVerbatim(text);
      else page.writeFlow(text);
    },
    onclosetag(name) {
      if (SKIPPED.has(name)) skipped--;
      if (skipped > 0) return;
      if (name === 'title') inTitle = false;
      if (name === 'pre') inPre = false;
      writeBreak(page, name);
    },
  });
  parser.end(html);
  return { title: title.replaceAll(/\s+/g, ' ').trim(), text: page.text };
}

function writeBreak(page: TextWriter, name: string): void {
  if (PARAGRAPHS.has(name)) page.breakLine(2);
  if (LINES.has(name)) page.breakLine(1);
}

/** Writes text once: line breaks and spaces are held back until the next word. */
class TextWriter {
  readonly #pieces: string[] = [];
  #newlines = 0;
  #space = false;
  /** After a mark or a line break, where no space belongs. */
  #atStart = true;

  get text(): string {
    return this.#pieces.join('').trimEnd();
  }

  /** Requests at least `count` line breaks before the next word. */
  breakLine(count: 1 | 2): void {
    this.#newlines = Math.max(this.#newlines, count);
    this.#space = false;
  }

  startCell(): void {
    if (this.#newlines === 0 && !this.#atStart) this.writeMark(' | ');
  }

  writeMark(text: string): void {
    this.#space = false;
    this.writeVerbatim(text);
    this.#atStart = true;
  }

  writeFlow(text: string): void {
    const trimmed = text.trim();
    if (/^\s/.test(text)) this.#space = true;
    if (trimmed === '') return;
    this.writeVerbatim(trimmed.replaceAll(/\s+/g, ' '));
    this.#space = /\s$/.test(text);
  }

  writeVerbatim(text: string): void {
    if (this.#newlines > 0) {
      if (this.#pieces.length > 0) this.#pieces.push('\n'.repeat(this.#newlines));
      this.#newlines = 0;
    } else if (this.#space && !this.#atStart) this.#pieces.push(' ');
    this.#space = false;
    this.#atStart = false;
    this.#pieces.push(text);
  }
}
