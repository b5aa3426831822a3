import { describe, expect, test } from 'vitest';
import { renderStore } from './fixtures/render.tsx';
import { visibleText } from './fixtures/visible-text.ts';
import { BlockStore } from './store/block-store.ts';

/** A text for each construct. Cut anywhere, its visible text must be a prefix of the visible text of the whole. */
const CONSTRUCTS: Record<string, string> = {
  strong: 'a **bold text** b',
  emphasis: 'a *slanted* and _slanted_ b',
  'strong emphasis': 'a ***both of them*** b',
  nested: 'a **bold with *slanted* inside** b',
  'strong at the start': '**Note** text',
  strikethrough: 'a ~~gone~~ and ~gone~ b',
  code: 'a `let x = 1` b',
  'code with two marks': 'a ``let ` x`` b',
  link: 'see [the page](https://example.com/a_b "its title") b',
  'link at the start': '[the page](https://example.com) b',
  'link with markup': 'see [the **bold** page](https://example.com) b',
  'link in strong': 'a **see [the page](https://example.com)** b',
  'bare link': 'see https://example.com/a?b=c&d=e. Then',
  autolink: 'see <https://example.com/a> b',
  image: 'a ![a *small* picture](https://example.com/p.png "title") b',
  entity: 'a &amp; b &copy; c',
  escapes: 'a \\* b \\_ c',
  'inline math': 'a $x^2 + y$ b',
  'inline math in brackets': 'a \\(x^2 + y\\) b',
  'display math': 'a\n\n$$\nx^2\n+ y\n$$\n\nb',
  'display math in brackets': 'a\n\\[\nx^2\n\\]\nb',
  prices: 'It costs $5 and $10 today.',
  heading: '# One\n\n## Two three\n\ntext',
  'underlined heading': 'One\n===\n\nTwo\n---\n\ntext',
  rule: 'a\n\n---\n\nb\n\n***\n\nc',
  bullets: '- one\n- **two**\n  - three\n\n    four\n- five\n\nsix',
  numbers: '1. one\n2. two\n   1. three\n10. four\n\nfive',
  tasks: '- [ ] open\n- [x] done\n- plain',
  quote: '> one\n> **two**\n>\n> - three\n\nfour',
  fence: 'a\n\n```js\nlet x = 1;\n`y`\n``\n```\n\nb',
  'fence in a list': '- a\n\n  ```js\n  let x = 1;\n  ```\n- b',
  'tilde fence': '~~~\na\n~~~\nb',
  'indented code': 'a\n\n    code\n    more\n\nb',
  table: '| a | b |\n|---|:-:|\n| 1 | **2** |\n| 3 | 4 |\n\nc',
  'table without outer bars': 'a | b\n--- | ---\n1 | 2\n\nc',
  footnote: 'a[^1] b\n\n[^1]: The **note**.\n\nc',
  definition: 'a [b][c] d\n\n[c]: https://example.com "title"\n\ne',
  'strong in Chinese': '这是**粗体。**后面是*斜体*的文字',
  'line break': 'a\\\nb  \nc<br>d',
  exclamation: 'Hello! How are you?',
  comparison: 'a < b and b > c, 2 * 3 = 6',
};
/** Characters that become invisible later: bars that turn out to separate cells, brackets whose definition follows far below. */
const REMOVED_LATER: Record<string, RegExp> = {
  'table without outer bars': /\|/g,
  definition: /\[c\]|[[\]]/g,
};

describe('a partial', () => {
  test.each(Object.entries(CONSTRUCTS))('%s never removes visible text as it grows', (name, text) => {
    let shown = '';
    const textOf = (store: BlockStore) =>
      visibleText(renderStore(store)).replace(REMOVED_LATER[name] ?? /$^/, '');
    const steps = Array.from({ length: text.length }, (_, at) => {
      const open = BlockStore.of(text.slice(0, at + 1), false);
      return { part: text.slice(0, at + 1), seen: textOf(open) };
    });
    const whole = textOf(BlockStore.of(text, true));
    const changed = [...steps, { part: text, seen: whole }].filter(({ seen }) => {
      const before = shown;
      shown = seen;
      return !seen.startsWith(before);
    });
    expect(changed).toEqual([]);
  });
});
