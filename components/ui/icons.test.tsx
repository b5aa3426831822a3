import { icons as lucide } from 'lucide-react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import * as icons from './icons.tsx';

/** What an icon draws, without the attributes that change nothing once its class gives it a size. */
function draw(Icon: icons.Icon): string {
  return renderToStaticMarkup(<Icon className="size-4" />)
    .replace(/ (xmlns|width="24" height)="[^"]*"/g, '')
    .replace(/class="[^"]*"/, 'class="size-4"');
}

test.each(Object.entries(icons))('%s is drawn as lucide-react draws it', (name, Icon) => {
  expect(draw(Icon)).toBe(draw(lucide[name as keyof typeof icons]));
});
