import { expect, test } from 'vitest';
import { toModelOutput } from './model-output.ts';

test('JSON goes to the model as it is', () => {
  expect(toModelOutput({ text: 'a', content: 5 })).toEqual({
    type: 'json',
    value: { text: 'a', content: 5 },
  });
});

test('of contents the model gets the texts, and for a picture a note without its bytes', () => {
  const output = toModelOutput({
    content: [
      { type: 'text', text: 'A hill:' },
      { type: 'image', mediaType: 'image/png', data: 'AAAA' },
      { type: 'link', title: 'Map', url: 'https://map.dev' },
      { type: 'other', description: 'A sound (audio/wav)' },
    ],
  });
  expect(output).toEqual({
    type: 'text',
    value:
      'A hill:\n\n[A picture (image/png) is shown to the reader.]\n\n[Map](https://map.dev)\n\n[A sound (audio/wav)]',
  });
});
