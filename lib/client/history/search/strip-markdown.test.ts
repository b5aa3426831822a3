import { describe, expect, test } from 'vitest';
import { stripMarkdown } from './strip-markdown.ts';

describe('stripMarkdown', () => {
  test.each([
    ['a **bold** and *leaning* word', 'a bold and leaning word'],
    ['**bold with *leaning* words**', 'bold with leaning words'],
    ['***both***, ~~gone~~, __low__ and _lines_', 'both, gone, low and lines'],
    ['**水从山上流下来。**最后到海', '水从山上流下来。最后到海'],
    ['## Heading\n> quoted\n- item\n  - [x] task', 'Heading\nquoted\nitem\ntask'],
    ['see [the page](https://a.example/b_(c) "Title") and ![a map](x.png)', 'see the page and a map'],
    ['call `leaves` or ``a ` b``', 'call leaves or a ` b'],
    ['| a | **b** |\n|---|:-:|\n| 1 | 2 |', ' a   b \n\n 1   2 '],
    ['before\n\n---\n\nafter', 'before\n\n\n\nafter'],
    ['a \\*star\\*', 'a *star*'],
  ])('turns %j into %j', (text, plain) => {
    expect(stripMarkdown(text)).toBe(plain);
  });

  test.each(['2 * 3 * 4', 'snake_case_name', 'a < b, c > d', '1. first', '**open', '[no link]', '5 | 6'])(
    'leaves %j unchanged',
    (text) => {
      expect(stripMarkdown(text)).toBe(text);
    },
  );

  test('keeps the content of code and drops its delimiters', () => {
    const code = 'f(*args, **options) # _a_ [b](c)\n';
    expect(stripMarkdown(`*so*:\n\`\`\`python\n${code}\`\`\`\n*end*`)).toBe(`so:\n${code}\nend`);
    expect(stripMarkdown(`\`\`\`\n${code}`)).toBe(code);
    expect(stripMarkdown('run `a * b * c`')).toBe('run a * b * c');
  });
});
