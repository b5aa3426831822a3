import { useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';
import { offerStream } from './harness.ts';

function Page() {
  const [text, setText] = useState('');
  offerStream((next) => flushSync(() => setText(next)));
  return <Streamdown>{text}</Streamdown>;
}

createRoot(document.getElementById('root') as HTMLElement).render(<Page />);
