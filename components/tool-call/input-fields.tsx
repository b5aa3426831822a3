import { useState } from 'react';
import type { JsonNode } from '#lib/client/tools/json-node.ts';
import { PartialJsonReader } from '#lib/client/tools/partial-json-reader.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { LongText } from './foldable-text.tsx';
import { ValueView } from './value-view.tsx';

/** What a tool is given, a line for each field. Text of one line stands beside its name, longer text below. */
export function InputFields({ node, writing = false }: { node: JsonNode; writing?: boolean }) {
  const texts = useToolTranslations();
  if (node.kind !== 'object') return <ValueView node={node} writing={writing} />;
  const entries = [...node.entries];
  if (entries.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
      {entries.map(([key, value], index) => {
        const wide =
          value.kind === 'string' && (key === 'code' || value.text.length > 80 || value.text.includes('\n'));
        const open = writing && index === entries.length - 1;
        return (
          <div key={key} className={wide ? 'col-span-2' : 'contents'}>
            <dt className="text-muted">{texts.fields[key] ?? inWords(key)}</dt>
            <dd className="min-w-0">
              <ValueView node={value} writing={open} code={key === 'code'} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** The same while the model is writing it. Only what is new is read, and what cannot be read is shown as it is. */
export function StreamingInput({ json, writing }: { json: string; writing: boolean }) {
  // Reading twice is reading once: the reader knows how far it is.
  const [reader, setReader] = useState(() => new PartialJsonReader());
  if (json.length < reader.length)
    setReader(new PartialJsonReader()); // another text than before
  else reader.readTo(json);
  if (reader.broken) return <LongText text={json} code writing={writing} />;
  if (reader.root === undefined) return null;
  return <InputFields node={reader.root} writing={writing} />;
}

/** `timeZone` and `time_zone` as a reader would write them. */
function inWords(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
}
