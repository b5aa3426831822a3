import { type CSSProperties, memo } from 'react';
import { CHUNK_LINES, type CodeLine, type CodeLines } from '../code/code-lines.ts';
import { CARET } from './caret.tsx';

/** The lines of a block of code. Full chunks are skipped by the browser while off the screen. */
export function CodeText({ lines, hasCaret }: { lines: CodeLines; hasCaret: boolean }) {
  const { chunks, partial } = lines;
  return (
    <>
      {chunks.map((chunk, index) => (
        <Chunk key={String(index)} lines={chunk} first={index * CHUNK_LINES} />
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

const Chunk = memo(function Chunk({ lines, first }: { lines: readonly CodeLine[]; first: number }) {
  return (
    <span className="md-chunk" data-full={lines.length === CHUNK_LINES || undefined} style={countFrom(first)}>
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
