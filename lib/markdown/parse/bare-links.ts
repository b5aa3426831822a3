import type { MarkdownIt, Token } from 'markdown-it';

/** `www.` and `http(s)://` up to whitespace or `<`, and email addresses, after GFM's extended autolinks. */
const BARE_LINK = /(?:https?:\/\/|www\.)[^\s<]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const PRECEDED_BY =
  /(?:^|[\s*_~(>"'“‘\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{P}])$/u;
/** Full-width punctuation ends a link, because Chinese and Japanese text has no space after one. */
const WIDE_PUNCTUATION = /[、。，；：！？（）【】「」『』《》〈〉“”‘’…]/u;

/** Punctuation that ends a sentence or emphasis, not a link. */
const CLOSING_PUNCTUATION = new Set('?!.,:*_~\'"');

/** Turns addresses in plain text into links. Runs over finished inline tokens, so it never touches code. */
export function bareLinks(parser: MarkdownIt): void {
  parser.core.ruler.after('inline', 'bare_links', (state) => {
    for (const block of state.tokens) {
      if (block.type === 'inline' && block.children && /:\/\/|www\.|@/i.test(block.content)) {
        block.children = linkTexts(block.children, state.Token);
      }
    }
  });
}

function linkTexts(tokens: Token[], TokenClass: typeof Token): Token[] {
  let depth = 0;
  return tokens.flatMap((token) => {
    if (token.type === 'link_open') depth++;
    else if (token.type === 'link_close') depth--;
    return token.type === 'text' && depth === 0 ? splitText(token, TokenClass) : [token];
  });
}

function splitText(token: Token, TokenClass: typeof Token): Token[] {
  const parts: Token[] = [];
  let from = 0;
  const addText = (content: string) => {
    if (!content) return;
    const text = new TokenClass('text', '', 0);
    text.content = content;
    parts.push(text);
  };
  for (const match of token.content.matchAll(BARE_LINK)) {
    const link = trimLink(match[0]);
    if (!link || !PRECEDED_BY.test(token.content.slice(Math.max(0, match.index - 2), match.index))) continue;
    addText(token.content.slice(from, match.index));
    const open = new TokenClass('link_open', 'a', 1);
    open.attrs = [['href', addressOf(link)]];
    const text = new TokenClass('text', '', 0);
    text.content = link;
    parts.push(open, text, new TokenClass('link_close', 'a', -1));
    from = match.index + link.length;
  }
  if (from === 0) return [token];
  addText(token.content.slice(from));
  return parts;
}

/**
 * Removes what GFM leaves outside a link: closing punctuation, an unpaired `)` and an entity. Returns undefined for a host
 * that cannot exist.
 */
function trimLink(match: string): string | undefined {
  const link = withoutTail(match.split(WIDE_PUNCTUATION, 1)[0] ?? '');
  const domain = /^(?:https?:\/\/)?([^/?#:]+)/i.exec(link)?.[1] ?? '';
  if (link.includes('@') && !link.includes('://')) return /[-_]$/.test(link) ? undefined : link;
  const labels = domain.split('.');
  const isNamed =
    labels.every(Boolean) && labels.length > 1 && !labels.slice(-2).some((label) => label.includes('_'));
  return isNamed || /^https?:\/\/(?:localhost|\[)/i.test(link) ? link : undefined;
}

function addressOf(link: string): string {
  if (/^https?:/i.test(link)) return link;
  return link.includes('@') && !/^www\./i.test(link) ? `mailto:${link}` : `http://${link}`;
}

/** Reads from the end, and the whole text once to count its parentheses. */
function withoutTail(link: string): string {
  let unpaired = count(link, ')') - count(link, '(');
  let end = link.length;
  for (; end > 0; end--) {
    const last = link.charAt(end - 1);
    if (last === ')' && unpaired > 0) unpaired--;
    else if (last === ';') {
      const start = link.lastIndexOf('&', end - 1);
      if (start < 0 || !/^&[a-z0-9]+;$/i.test(link.slice(start, end))) break;
      end = start + 1;
    } else if (!CLOSING_PUNCTUATION.has(last)) break;
  }
  return link.slice(0, end);
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
