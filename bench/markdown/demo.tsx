import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { englishLabels } from '#lib/markdown/fixtures/english-labels.ts';
import { Markdown } from '#lib/markdown/markdown.tsx';
import sample from '../../e2e/fixtures/data/everything.md';

/** `?part=0.4` shows the first 40 % of the sample as if it were streaming; `?play` streams it. */
function Demo() {
  const query = new URLSearchParams(location.search);
  const [part, setPart] = useState(Number(query.get('part') ?? 1));
  const [length, setLength] = useState(query.has('play') ? 0 : Math.round(sample.length * part));
  useEffect(() => {
    if (!query.has('play')) return;
    const timer = setInterval(() => setLength((before) => Math.min(sample.length, before + 5)), 20);
    return () => clearInterval(timer);
  });
  useEffect(() => {
    Object.assign(window, {
      showPart: (value: number) => {
        setPart(value);
        setLength(Math.round(sample.length * value));
      },
    });
  }, []);
  return (
    <main data-part={part}>
      <Markdown
        text={sample.slice(0, length)}
        streaming={length < sample.length}
        labels={englishLabels}
        lineNumbers={query.has('numbers')}
        smooth={query.has('smooth')}
      />
    </main>
  );
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Demo />
    </StrictMode>,
  );
}
