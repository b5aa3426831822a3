import { type CSSProperties, memo } from 'react';
import { CHUNK_LINES, type CodeLine, type CodeLines } from '../code/code-lines.ts';
import { CARET } from './caret.tsx';

/** So many chunks at the end are on the screen, or just above it, while the code is written. */
const CHUNKS_IN_SIGHT = 2;

/** The lines of a block of code. The browser skips chunks above the last ones while they are off the screen. */
export function CodeText({ lines, hasCaret }: { lines: CodeLines; hasCaret: boolean }) {
  const { chunks, partial } = lines;
  return (
    <>
      {chunks.map((chunk, index) => (
        <Chunk
          key={String(index)}
          lines={chunk}
          first={index * CHUNK_LINES}
          isSkippable={index + CHUNKS_IN_SIGHT < chunks.length}
        />
      ))}
      {(partial.text || hasCaret) && (
        <span className="md-chunk" style={countFrom(lines.lineCount)}>
          <span className={hasCaret ? `md-line ${CARET}` : 'md-line'}>
            <Spans line={partial} />
          </span>
        </span>
      )}
    </>
  );
}

/** Skipped lines count nothing, so each chunk says where its line numbers begin. */
function countFrom(first: number): CSSProperties {
  return { counterReset: `line ${first}` };
}

interface ChunkProps {
  lines: readonly CodeLine[];
  first: number;
  isSkippable: boolean;
}

const Chunk = memo(function Chunk({ lines, first, isSkippable }: ChunkProps) {
  return (
    <span className="md-chunk" data-skippable={isSkippable || undefined} style={countFrom(first)}>
      {lines.map((line, index) => (
        <Line key={String(index)} line={line} />
      ))}
    </span>
  );
});

const Line = memo(function Line({ line }: { line: CodeLine }) {
  return (
    <span className="md-line">
      <Spans line={line} />
      {'\n'}
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
