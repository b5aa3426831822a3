import { Code, Download, Eye, WrapText } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { CopyButton } from '../copy/copy-button.tsx';
import { SelectionRestorer } from '../copy/selection-restorer.tsx';
import type { MarkdownLabels } from '../labels.ts';
import { LoadFailure } from '../render/load-failure.tsx';
import { useSettings } from '../render/markdown-context.ts';
import { scrollBox } from '../render/scroll-box.ts';
import { CodeText } from './code-text.tsx';
import { download, fileName } from './download.ts';
import { languageOf } from './fence-text.ts';
import { useCodeLines } from './use-code-lines.ts';

interface Props {
  code: string;
  /** The fence's info string. */
  info: string;
  isSealed: boolean;
  hasCaret: boolean;
}

type View = 'code' | 'figure';

const fenceFigure = lazyValue(() =>
  import('../figure/fence-figure.tsx').then((module) => module.FenceFigure),
);

/** Languages that can be shown as a figure. An HTML page is rendered only when the reader asks for it. */
const FIGURES: Record<string, 'automatic' | 'on request'> = {
  mermaid: 'automatic',
  svg: 'automatic',
  html: 'on request',
  htm: 'on request',
};

/** A block of code with its language and its actions: wrap, download, copy, and show as a figure. */
export function CodeBlock({ code, info, isSealed, hasCaret }: Props) {
  const { labels, lineNumbers, wrapLines } = useSettings();
  const language = languageOf(info);
  const lines = useCodeLines(code, language);
  const [wrapChoice, setWrapChoice] = useState<boolean>();
  const isWrapped = wrapChoice ?? wrapLines;
  const figure = isSealed && Object.hasOwn(FIGURES, language) ? FIGURES[language] : undefined;
  const [viewChoice, setViewChoice] = useState<View>();
  const view = figure ? (viewChoice ?? (figure === 'automatic' ? 'figure' : 'code')) : 'code';
  const { value: FenceFigure, failed, retrying } = useLazyValue(fenceFigure, view === 'figure');

  const text = (
    <pre ref={scrollBox} data-wrap={isWrapped || undefined} data-numbers={lineNumbers || undefined} dir="ltr">
      <code className={language ? `language-${info.split(/\s/, 1)[0]}` : undefined}>
        {/* Colors render this component alone, so the block's own restorer does not see them. */}
        <SelectionRestorer>
          <CodeText lines={lines} hasCaret={hasCaret} />
        </SelectionRestorer>
      </code>
    </pre>
  );
  return (
    <figure className="md-code" aria-label={labels.codeBlock(language)}>
      <figcaption className="md-bar">
        <span className="md-language">{language}</span>
        <span className="md-actions">
          {figure && (
            <ActionButton
              icon={view === 'figure' ? CODE : EYE}
              name={viewButtonName(labels, view, figure)}
              onPress={() => setViewChoice(view === 'code' ? 'figure' : 'code')}
            />
          )}
          {view === 'code' && (
            <ActionButton
              icon={WRAP}
              name={labels.wrap}
              isPressed={isWrapped}
              onPress={() => setWrapChoice(!isWrapped)}
            />
          )}
          <ActionButton
            icon={DOWNLOAD}
            name={labels.download}
            onPress={() => download(code, fileName(language))}
          />
          <CopyButton name={labels.copy} text={() => code} hasIcon />
        </span>
      </figcaption>
      {view === 'figure' && FenceFigure ? (
        <FenceFigure language={language} code={code} label={labels.figure} fallback={text} />
      ) : (
        text
      )}
      {view === 'figure' && failed && <LoadFailure isRetrying={retrying} />}
    </figure>
  );
}

function viewButtonName(labels: MarkdownLabels, view: View, figure: 'automatic' | 'on request'): string {
  if (view === 'figure') return labels.showCode;
  return figure === 'automatic' ? labels.showFigure : labels.preview;
}

// The same elements each time, so that a block whose code is growing does not render its icons again.
const CODE = <Code className="md-icon" aria-hidden />;
const EYE = <Eye className="md-icon" aria-hidden />;
const WRAP = <WrapText className="md-icon" aria-hidden />;
const DOWNLOAD = <Download className="md-icon" aria-hidden />;

interface ActionButtonProps {
  icon: ReactNode;
  name: string;
  /** For a toggle. */
  isPressed?: boolean;
  onPress: () => void;
}

function ActionButton({ icon, name, isPressed, onPress }: ActionButtonProps) {
  return (
    <button type="button" className="md-button" title={name} aria-pressed={isPressed} onClick={onPress}>
      {icon}
      <span>{name}</span>
    </button>
  );
}
