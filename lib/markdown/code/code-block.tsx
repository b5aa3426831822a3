import { useState } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { CopyButton } from '../copy/copy-button.tsx';
import { LoadFailure } from '../render/load-failure.tsx';
import { useSettings } from '../render/markdown-context.ts';
import { CodeText } from './code-text.tsx';
import { download, fileName } from './download.ts';
import { languageOf } from './fence-text.ts';
import { useCodeLines } from './use-code-lines.ts';

interface Props {
  code: string;
  /** What stands after the fence's opening mark. */
  info: string;
  isSealed: boolean;
  hasCaret: boolean;
}

const fenceFigure = lazyValue(() =>
  import('../figure/fence-figure.tsx').then((module) => module.FenceFigure),
);

/** Fences that can be seen as more than code. A page of HTML is only shown on the reader's word. */
const PICTURES: Record<string, 'at once' | 'when asked'> = {
  mermaid: 'at once',
  svg: 'at once',
  html: 'when asked',
  htm: 'when asked',
};

/** A block of code with its language, and what a reader may want to do with it. */
export function CodeBlock({ code, info, isSealed, hasCaret }: Props) {
  const { labels, lineNumbers, wrapLines } = useSettings();
  const language = languageOf(info);
  const lines = useCodeLines(code, language);
  const [wrapChoice, setWrapChoice] = useState<boolean>();
  const isWrapped = wrapChoice ?? wrapLines;
  const pictured = isSealed && Object.hasOwn(PICTURES, language) ? PICTURES[language] : undefined;
  const [choice, setChoice] = useState<'picture' | 'code'>();
  const view = pictured ? (choice ?? (pictured === 'at once' ? 'picture' : 'code')) : 'code';
  const { value: FenceFigure, failed, retrying } = useLazyValue(fenceFigure, view === 'picture');

  const text = (
    <pre data-wrap={isWrapped || undefined} data-numbers={lineNumbers || undefined} dir="ltr">
      <code className={language ? `language-${info.split(/\s/, 1)[0]}` : undefined}>
        <CodeText lines={lines} hasCaret={hasCaret} />
      </code>
    </pre>
  );
  return (
    <figure className="md-code" aria-label={labels.codeBlock(language)}>
      <figcaption className="md-bar">
        <span className="md-language">{language}</span>
        <span className="md-actions">
          {pictured && (
            <button
              type="button"
              className="md-button"
              onClick={() => setChoice(view === 'code' ? 'picture' : 'code')}
            >
              {view === 'picture'
                ? labels.showCode
                : pictured === 'at once'
                  ? labels.showPicture
                  : labels.preview}
            </button>
          )}
          {view === 'code' && (
            <button
              type="button"
              className="md-button"
              aria-pressed={isWrapped}
              onClick={() => setWrapChoice(!isWrapped)}
            >
              {labels.wrap}
            </button>
          )}
          <button type="button" className="md-button" onClick={() => download(code, fileName(language))}>
            {labels.download}
          </button>
          <CopyButton name={labels.copy} text={() => code} />
        </span>
      </figcaption>
      {view === 'picture' && FenceFigure ? (
        <FenceFigure language={language} code={code} label={labels.picture} fallback={text} />
      ) : (
        text
      )}
      {view === 'picture' && failed && <LoadFailure isRetrying={retrying} />}
    </figure>
  );
}
