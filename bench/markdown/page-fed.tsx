import { createRoot } from 'react-dom/client';
import { englishLabels } from '#lib/markdown/fixtures/english-labels.ts';
import { MarkdownView } from '#lib/markdown/markdown.tsx';
import { BlockStore } from '#lib/markdown/store/block-store.ts';
import { offerStream } from './harness.ts';

const store = new BlockStore();
let length = 0;
offerStream((text, isDone) => {
  store.append(text.slice(length));
  length = text.length;
  if (isDone) store.finish();
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <MarkdownView store={store} labels={englishLabels} />,
);
