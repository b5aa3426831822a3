import type { UsageSum } from '#lib/client/usage/usage-rows.ts';
import { useUsageTranslations } from '#lib/i18n/usage-translations.ts';
import { useFormats } from './use-formats.ts';

export type UsageTableRow = { key: string; name: string; sum: UsageSum };

type UsageTableProps = { caption: string; head: string; rows: readonly UsageTableRow[]; hasCost: boolean };

const NUMBER = 'py-1.5 pl-2 text-right whitespace-nowrap';
/** Phones have no room for the number of answers. */
const ANSWERS = `max-sm:hidden ${NUMBER}`;

/** Answers, tokens and cost by model, chat or day. */
export function UsageTable({ caption, head, rows, hasCost }: UsageTableProps) {
  const t = useUsageTranslations();
  const { compact, exact, cost } = useFormats();
  const tokens = (value: number, { isEstimated }: UsageSum) => (
    <td className={NUMBER} title={exact(value)}>
      {isEstimated && value > 0 ? t.estimated(compact(value)) : compact(value)}
    </td>
  );
  return (
    <table className="w-full table-fixed text-sm tabular-nums">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-muted">
        <tr>
          <th scope="col" className="py-1.5 text-left font-normal">
            {head}
          </th>
          <th scope="col" className={`w-20 font-normal ${ANSWERS}`}>
            {t.answerCount}
          </th>
          {[t.input, t.output, ...(hasCost ? [t.cost] : [])].map((name) => (
            <th key={name} scope="col" className={`w-18 font-normal sm:w-20 ${NUMBER}`}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, sum }) => (
          <tr key={key} className="border-t border-line">
            <th scope="row" className="truncate py-1.5 text-left font-normal" title={name}>
              {name}
            </th>
            <td className={ANSWERS}>{exact(sum.answers)}</td>
            {tokens(sum.input, sum)}
            {tokens(sum.output, sum)}
            {hasCost && <td className={NUMBER}>{sum.cost === undefined ? '–' : cost(sum.cost)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
