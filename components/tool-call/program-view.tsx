import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import type { ProgramOutput } from '#lib/tools/program-output.ts';
import { FoldableText } from './foldable-text.tsx';

/** A program's console output, result and error. */
export function ProgramView({ output }: { output: ProgramOutput }) {
  const t = useToolTranslations();
  const printed = output.console.map(({ text }) => text).join('\n');
  const isEmpty = printed === '' && output.result === undefined && output.error === undefined;
  return (
    <>
      {printed !== '' && <FoldableText text={printed} code />}
      {output.result !== undefined && (
        <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
          <span className="text-muted">{t.result}</span>
          <span className="min-w-0 font-mono text-code">
            <FoldableText text={output.result} />
          </span>
        </div>
      )}
      {output.error !== undefined && (
        <p className="font-mono text-code wrap-anywhere whitespace-pre-wrap text-danger">{output.error}</p>
      )}
      {output.truncated && <p className="text-muted">{t.outputCut}</p>}
      {isEmpty && <p className="text-muted">{t.noOutput}</p>}
    </>
  );
}
