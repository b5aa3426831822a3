import 'server-only';
import { Parser } from 'htmlparser2';

const words = (list: string) => new Set(list.split(' '));
const SKIPPED = words('script style noscript template svg iframe object canvas nav dialog');
const PARAGRAPHS = words(
  'p div section article main header footer aside ul ol dl table figure blockquote pre h1 h2 h3 h4 h5 h6 hr',
);
const LINES = words('li tr br dt dd figcaption option');
const CELLS = words('td th');

/** The words of an HTML page in reading order: headings and list items marked as in Markdown, nothing of its machinery. */
export function pageText(html: string): { title: string; text: string } {
  const page = new Words();
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
      breakAround(page, name);
      if (name === 'li') page.mark('- ');
      if (/^h[1-6]$/.test(name)) page.mark(`${'#'.repeat(Number(name[1]))} `);
      if (CELLS.has(name)) page.nextCell();
    },
    ontext(text) {
      if (skipped > 0) return;
      if (inTitle) title += text;
      else if (inPre) page.verbatim(text);
      else page.flow(text);
    },
    onclosetag(name) {
      if (SKIPPED.has(name)) skipped--;
      if (skipped > 0) return;
      if (name === 'title') inTitle = false;
      if (name === 'pre') inPre = false;
      breakAround(page, name);
    },
  });
  parser.end(html);
  return { title: title.replaceAll(/\s+/g, ' ').trim(), text: page.text };
}

function breakAround(page: Words, name: string): void {
  if (PARAGRAPHS.has(name)) page.newline(2);
  if (LINES.has(name)) page.newline(1);
}

/** Text that is written once: breaks and spaces wait for the word after them. */
class Words {
  readonly #pieces: string[] = [];
  #newlines = 0;
  #space = false;
  /** Behind a mark or a line ending, where a space would be wrong. */
  #atStart = true;

  get text(): string {
    return this.#pieces.join('').trimEnd();
  }

  /** At least so many line endings before the next word. */
  newline(count: 1 | 2): void {
    this.#newlines = Math.max(this.#newlines, count);
    this.#space = false;
  }

  nextCell(): void {
    if (this.#newlines === 0 && !this.#atStart) this.mark(' | ');
  }

  mark(text: string): void {
    this.#space = false;
    this.verbatim(text);
    this.#atStart = true;
  }

  flow(text: string): void {
    const trimmed = text.trim();
    if (/^\s/.test(text)) this.#space = true;
    if (trimmed === '') return;
    this.verbatim(trimmed.replaceAll(/\s+/g, ' '));
    this.#space = /\s$/.test(text);
  }

  verbatim(text: string): void {
    if (this.#newlines > 0) {
      if (this.#pieces.length > 0) this.#pieces.push('\n'.repeat(this.#newlines));
      this.#newlines = 0;
    } else if (this.#space && !this.#atStart) this.#pieces.push(' ');
    this.#space = false;
    this.#atStart = false;
    this.#pieces.push(text);
  }
}
