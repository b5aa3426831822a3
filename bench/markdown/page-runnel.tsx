import { useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { englishLabels } from '#lib/markdown/fixtures/english-labels.ts';
import { Markdown } from '#lib/markdown/markdown.tsx';
import { offerStream } from './harness.ts';

function Page() {
  const [{ text, isDone }, setState] = useState({ text: '', isDone: false });
  offerStream((next, done) => flushSync(() => setState({ text: next, isDone: done })));
  return <Markdown text={text} streaming={!isDone} labels={englishLabels} />;
}

createRoot(document.getElementById('root') as HTMLElement).render(<Page />);
