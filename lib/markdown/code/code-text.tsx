import { memo } from 'react';
import { CARET } from '../render/caret.tsx';
import { useSettings } from '../render/markdown-context.ts';
import { CHUNK_LINES, type CodeLine, type CodeLines } from './code-lines.ts';

/**
 * The lines of a block of code. Full chunks are skipped by the browser while off the screen. A line is there from its first
 * character on: what comes may as well be the mark that closes the block, which must not shrink by it.
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
   * How many lines there are before it, where lines have numbers. They are given, not counted by the style sheet: a
   * browser goes through the whole page whenever something that counts is added to it.
   */
  before: number | undefined;
  /** Whether the caret stands at the end of its last line. */
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
