import type { JsonNode } from '#lib/client/tools/json-node.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import { LongText } from './foldable-text.tsx';
import { InputFields } from './input-fields.tsx';

type ValueViewProps = {
  node: JsonNode;
  /** More of it may come. */
  writing?: boolean;
  code?: boolean;
};

const MOST_ITEMS = 100;

/** A value as a reader would write it down: no quotes, no braces. */
export function ValueView({ node, writing = false, code = false }: ValueViewProps) {
  const texts = useToolTranslations();
  switch (node.kind) {
    case 'string':
      return <LongText text={node.text} code={code} writing={writing && !node.done} />;
    case 'literal':
      return <span className="tabular-nums">{texts.literal(node.value)}</span>;
    case 'array':
      if (
        node.items.every(
          (item) => item.kind === 'literal' || (item.kind === 'string' && item.text.length < 40),
        )
      ) {
        const items = node.items.map((item) =>
          item.kind === 'string' ? item.text : item.kind === 'literal' ? texts.literal(item.value) : '',
        );
        return <LongText text={items.join(texts.listSeparator)} writing={writing && !node.done} />;
      }
      return (
        <ol className="flex flex-col gap-1.5">
          {node.items.slice(0, MOST_ITEMS).map((item, index) => (
            <li key={String(index)} className="border-l-2 border-line pl-3">
              <ValueView node={item} writing={writing && index === node.items.length - 1} />
            </li>
          ))}
          {node.items.length > MOST_ITEMS && (
            <li className="text-muted">{texts.more(node.items.length - MOST_ITEMS)}</li>
          )}
        </ol>
      );
    case 'object':
      return <InputFields node={node} writing={writing} />;
  }
}
