import { useState } from 'react';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';

const FOLDED_LINES = 8;
const FOLDED_LENGTH = 600; // characters

type FoldableTextProps = { text: string; code?: boolean; writing?: boolean };

/**
 * Text that is folded after a few lines. While it is being written only its end is shown, so that the cost of a frame does
 * not grow with the text.
 */
export function FoldableText({ text, code = false, writing = false }: FoldableTextProps) {
  const t = useToolTranslations();
  const [open, setOpen] = useState(false);
  const folded = open ? text : writing ? endOf(text) : startOf(text);
  const cut = folded.length < text.length;
  return (
    <>
      <span
        dir="auto"
        className={`wrap-anywhere whitespace-pre-wrap ${
          code ? 'block rounded-md bg-surface px-3 py-2 font-mono text-code' : ''
        }`}
      >
        {cut && writing && '… '}
        {folded}
        {cut && !writing && ' …'}
        {writing && <span className="caret" aria-hidden="true" />}
      </span>
      {(cut || open) && !writing && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="mt-1 block rounded-md text-accent underline-offset-4 hover:underline"
        >
          {open ? t.showLess : t.showAll(text.length)}
        </button>
      )}
    </>
  );
}

function startOf(text: string): string {
  const start = text.slice(0, FOLDED_LENGTH);
  return start.split('\n', FOLDED_LINES).join('\n');
}

function endOf(text: string): string {
  return text.slice(-FOLDED_LENGTH).split('\n').slice(-FOLDED_LINES).join('\n');
}
