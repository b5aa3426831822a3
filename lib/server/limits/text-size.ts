import 'server-only';

/** Keys under which a prompt holds files, whose size says nothing about their tokens. */
const FILE_KEYS = new Set(['data', 'file', 'file_data', 'image_url', 'input_audio', 'url']);

/** Estimates the tokens of a text: a token is about four bytes, in English as in Chinese. */
export function estimateTokens(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // A surrogate is half of a character of four bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code & 0xf800) !== 0xd800 ? 2 : 1;
  }
  return bytes / 4;
}

/** Counts the characters of all strings in a prompt. */
export function countCharacters(prompt: unknown): number {
  let characters = 0;
  visitStrings(prompt, (text) => {
    characters += text.length;
  });
  return characters;
}

/** Estimates the tokens of a prompt, without those of its files. */
export function estimatePromptTokens(prompt: unknown): number {
  let tokens = 0;
  visitStrings(prompt, (text, isFile) => {
    if (!isFile) tokens += estimateTokens(text);
  });
  return tokens;
}

function visitStrings(value: unknown, visit: (text: string, isFile: boolean) => void, isFile = false): void {
  if (typeof value === 'string') visit(value, isFile);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) visitStrings(item, visit, isFile || FILE_KEYS.has(key));
  }
}
