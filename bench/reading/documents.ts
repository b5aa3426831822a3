import { readFile } from 'node:fs/promises';

/** A document for the upstream to stream. */
export interface StreamedDocument {
  text: string;
  /** A token has four characters. */
  tokensPerSecond: number;
  firstTokenMs?: number;
}

/** How many characters the upstream had written at a time (milliseconds since 1970). */
export interface Sent {
  offset: number;
  at: number;
}

const KILOBYTE = 1_024;

/** English, Chinese, code, tables, lists and math, `kilobytes` long. */
export async function mixedDocument(kilobytes: number): Promise<string> {
  const document = await readFile('lib/markdown/fixtures/doc100.md', 'utf8');
  return document.repeat(Math.ceil((kilobytes * KILOBYTE) / document.length)).slice(0, kilobytes * KILOBYTE);
}

/** `tokens` tokens of prose, code and tables with a numbered mark (`m12.`) in every line, which shows how much is visible. */
export function markedDocument(tokens: number): string {
  let mark = 0;
  const next = () => `m${mark++}.`;
  const prose = () =>
    `The river ${next()} goes **down to** the sea ${next()} and stays \`there\` ${next()} a while. `;
  const line = (index: number) =>
    `const depth${index} = measure('${next()}', { at: ${index}, unit: 'metre' });\n`;
  const row = (index: number) =>
    `| Station ${index} | ${index * 12} km | ${next()} | as expected ${next()} |\n`;
  const many = (count: number, of: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => of(index));
  let text = '';
  for (let section = 1; text.length < tokens * 4; section++) {
    text += `## Part ${section}\n\n${many(4, prose).join('')}\n\n- ${many(5, prose).join('\n- ')}\n\n`;
    text += `\`\`\`typescript\n${many(24, line).join('')}\`\`\`\n\n`;
    text += `| Name | Way | Mark | Note |\n|---|--:|---|---|\n${many(14, row).join('')}\n`;
  }
  return text.slice(0, tokens * 4);
}

/** For each kind of block, one of 100 KB that stays open until its last character. */
export function openBlocks(kilobytes = 100): Record<string, string> {
  const words = 'The river goes **down** to the `sea`, and *nobody* knows why it 一直流向大海 stays there. ';
  const blocks: Record<string, (index: number) => string> = {
    code: (index) =>
      `${index === 0 ? '```typescript\n' : ''}  const depth${index} = measure({ at: ${index}, unit: 'metre' });\n`,
    list: (index) => `- Item ${index}: ${words}\n${index % 5 === 4 ? `  - below it, ${words}\n` : ''}`,
    table: (index) =>
      `${index === 0 ? '| Station | Way | Flow | Note |\n|---|--:|:-:|---|\n' : ''}| Station ${index} | ${index} km | **${index * 3}** | \`gauge ${index}\` as expected |\n`,
    paragraph: () => words,
    quote: (index) => `> ${words}\n${index % 6 === 5 ? '>\n' : ''}`,
    math: (index) => `${index === 0 ? '$$\n' : ''}x_{${index}} + \\frac{1}{${index}} + `,
  };
  return Object.fromEntries(
    Object.entries(blocks).map(([kind, piece]) => {
      let text = '';
      for (let index = 0; text.length < kilobytes * KILOBYTE; index++) text += piece(index);
      return [kind, text];
    }),
  );
}
