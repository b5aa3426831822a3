import type { JsonNode } from '#lib/client/tools/json-node.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { FoldableText } from './foldable-text.tsx';

type ValueViewProps = {
  node: JsonNode;
  /** The value is still being streamed. */
  writing?: boolean;
  code?: boolean;
};

const MAX_ITEMS = 100;
/** Longer strings get a list item of their own instead of a place in a comma-separated line. */
const MAX_INLINE_LENGTH = 40;
/** Longer strings are shown below their field's name instead of beside it. */
const MAX_BESIDE_LENGTH = 80;

/** Shows a JSON value without quotes and braces. */
export function ValueView({ node, writing = false, code = false }: ValueViewProps) {
  const t = useToolTranslations();
  switch (node.kind) {
    case 'string':
      return <FoldableText text={node.text} code={code} writing={writing && !node.done} />;
    case 'literal':
      return <span className="tabular-nums">{t.literal(node.value)}</span>;
    case 'array':
      return <ArrayView node={node} writing={writing} />;
    case 'object':
      return <ObjectView node={node} writing={writing} />;
  }
}

type NodeProps<Kind extends JsonNode['kind']> = {
  node: Extract<JsonNode, { kind: Kind }>;
  writing: boolean;
};

function ArrayView({ node, writing }: NodeProps<'array'>) {
  const t = useToolTranslations();
  const inlineItems = node.items.flatMap((item) => {
    if (item.kind === 'literal') return [t.literal(item.value)];
    return item.kind === 'string' && item.text.length < MAX_INLINE_LENGTH ? [item.text] : [];
  });
  if (inlineItems.length === node.items.length)
    return <FoldableText text={inlineItems.join(t.listSeparator)} writing={writing && !node.done} />;
  return (
    <ol className="flex flex-col gap-1.5">
      {node.items.slice(0, MAX_ITEMS).map((item, index) => (
        <li key={String(index)} className="border-l-2 border-line pl-3">
          <ValueView node={item} writing={writing && index === node.items.length - 1} />
        </li>
      ))}
      {node.items.length > MAX_ITEMS && (
        <li className="text-muted">{t.more(node.items.length - MAX_ITEMS)}</li>
      )}
    </ol>
  );
}

/** One row per field. Short strings are beside the field's name, long ones below it. */
function ObjectView({ node, writing }: NodeProps<'object'>) {
  const t = useToolTranslations();
  const entries = [...node.entries];
  if (entries.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1">
      {entries.map(([key, value], index) => {
        const code = key === 'code';
        const wide =
          value.kind === 'string' &&
          (code || value.text.length > MAX_BESIDE_LENGTH || value.text.includes('\n'));
        return (
          <div key={key} className={wide ? 'col-span-2' : 'contents'}>
            <dt className="text-muted">{t.fields[key] ?? splitWords(key)}</dt>
            <dd className="min-w-0">
              <ValueView node={value} writing={writing && index === entries.length - 1} code={code} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Turns `timeZone` and `time_zone` into "time zone". */
function splitWords(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase();
}
