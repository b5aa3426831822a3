import { memo } from 'react';
import { CARET } from '../render/caret.tsx';
import { useSettings } from '../render/markdown-context.ts';
import { CHUNK_LINES, type CodeLine, type CodeLines } from './code-lines.ts';

/**
 * The lines of a block of code. The browser skips full chunks while they are off-screen. A line is rendered only from its first
 * character on: the next line may be the fence that closes the block, and the block must not shrink then.
 */
export function CodeText({ lines, hasCaret }: { lines: CodeLines; hasCaret: boolean }) {
  const { lineNumbers } = useSettings();
  const { chunks, partial, lineCount } = lines;
  const isBetweenLines = partial.text === '' && lineCount > 0;
  return (
    <>
      {chunks.map((chunk, index) => (
        <Chunk
          key={String(index)}
          lines={chunk}
          before={lineNumbers ? index * CHUNK_LINES : undefined}
          hasCaret={hasCaret && isBetweenLines && index === chunks.length - 1}
        />
      ))}
      {(partial.text || (hasCaret && !isBetweenLines)) && (
        <span className="md-chunk">
          <span
            className={hasCaret ? `md-line ${CARET}` : 'md-line'}
            data-line={lineNumbers ? lineCount + 1 : undefined}
          >
            <Spans line={partial} />
          </span>
        </span>
      )}
    </>
  );
}

type ChunkProps = {
  lines: readonly CodeLine[];
  /**
   * The number of lines before the chunk, if lines are numbered. Not a CSS counter, because a browser walks the whole page
   * whenever an element with a counter is added.
   */
  before: number | undefined;
  /** Whether the caret is at the end of the last line. */
  hasCaret: boolean;
};

const Chunk = memo(function Chunk({ lines, before, hasCaret }: ChunkProps) {
  return (
    <span className="md-chunk" data-full={lines.length === CHUNK_LINES || undefined}>
      {lines.map((line, index) => (
        <Line
          key={String(index)}
          line={line}
          number={before === undefined ? undefined : before + index + 1}
          hasCaret={hasCaret && index === lines.length - 1}
        />
      ))}
    </span>
  );
});

type LineProps = { line: CodeLine; number: number | undefined; hasCaret: boolean };

const Line = memo(function Line({ line, number, hasCaret }: LineProps) {
  return (
    <span className={hasCaret ? `md-line ${CARET}` : 'md-line'} data-line={number}>
      <Spans line={line} />
      {!hasCaret && '\n'}
    </span>
  );
});

function Spans({ line }: { line: CodeLine }) {
  if (!line.spans) return line.text;
  return line.spans.map((span, index) =>
    span.color ? (
      <span key={String(index)} style={{ color: span.color }}>
        {span.text}
      </span>
    ) : (
      span.text
    ),
  );
}
