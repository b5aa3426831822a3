import { expect, test } from 'vitest';
import { toModelOutput } from './model-output.ts';

test('JSON is passed to the model unchanged', () => {
  expect(toModelOutput({ text: 'a', content: 5 })).toEqual({
    type: 'json',
    value: { text: 'a', content: 5 },
  });
});

test('the model receives MCP content as text, with a note instead of image data', () => {
  const output = toModelOutput({
    content: [
      { type: 'text', text: 'A hill:' },
      { type: 'image', mediaType: 'image/png', data: 'AAAA' },
      { type: 'link', title: 'Map', url: 'https://map.dev' },
      { type: 'other', description: 'Audio (audio/wav)' },
    ],
  });
  expect(output).toEqual({
    type: 'text',
    value:
      'A hill:\n\n[An image (image/png) is shown to the user.]\n\n[Map](https://map.dev)\n\n[Audio (audio/wav)]',
  });
});
