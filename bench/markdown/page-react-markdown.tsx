import { marked } from 'marked';
import { memo, useMemo, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { offerStream } from './harness.ts';

const plugins = [remarkGfm];
/** The usual approach: split with marked's lexer, memoize each block. */
const Block = memo(({ text }: { text: string }) => (
  <ReactMarkdown remarkPlugins={plugins}>{text}</ReactMarkdown>
));

function Page() {
  const [text, setText] = useState('');
  offerStream((next) => flushSync(() => setText(next)));
  const blocks = useMemo(() => marked.lexer(text).map(({ raw }) => raw), [text]);
  return blocks.map((block, index) => <Block key={String(index)} text={block} />);
}

createRoot(document.getElementById('root') as HTMLElement).render(<Page />);
