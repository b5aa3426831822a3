import { useState } from 'react';
import { PartialJsonReader } from '#lib/client/tools/partial-json-reader.ts';
import { FoldableText } from './foldable-text.tsx';
import { ValueView } from './value-view.tsx';

/** A tool call's arguments while the model writes them. Parses incrementally; invalid JSON is shown as plain text. */
export function StreamingInput({ json, writing }: { json: string; writing: boolean }) {
  // The reader is mutable, but reading the same text twice has no effect, so rendering stays idempotent.
  const [reader, setReader] = useState(() => new PartialJsonReader());
  if (json.length < reader.length)
    setReader(new PartialJsonReader()); // the text was replaced
  else reader.readTo(json);
  if (reader.broken) return <FoldableText text={json} code writing={writing} />;
  if (reader.root === undefined) return null;
  return <ValueView node={reader.root} writing={writing} />;
}
