import { type ReactNode, useEffect, useState } from 'react';
import { classifyStorageError, type StorageProblem } from '#lib/client/history/storage-problem.ts';
import { saveFile } from '#lib/client/shell/save-file.ts';
import { readUsage } from '#lib/client/usage/read-usage.ts';
import { toCsv } from '#lib/client/usage/usage-csv.ts';
import {
  getLastDays,
  groupUsage,
  sumUsage,
  toLocalDay,
  type UsageRow,
  type UsageSum,
} from '#lib/client/usage/usage-rows.ts';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { useUsageTranslations } from '#lib/i18n/usage-translations.ts';
import { BUTTON } from '../fields/field.tsx';
import { UsageChart } from './usage-chart.tsx';
import { UsageTable, type UsageTableRow } from './usage-table.tsx';
import { useFormats } from './use-formats.ts';

const DAYS = 30;
const FIRST_CHATS = 10;

/** What the answers in this browser have used: per day, model and chat. */
export function UsagePanel() {
  const t = useUsageTranslations();
  const { storageErrors } = useDeferredTranslations();
  const { rows, problem } = useUsage();
  if (problem) return <Notice>{storageErrors[problem]}</Notice>;
  if (rows === undefined) return <Notice>{t.counting}</Notice>;
  if (rows.length === 0) return <Notice>{t.none}</Notice>;
  return <Overview rows={rows} />;
}

function Notice({ children }: { children: string }) {
  return (
    <p role="status" className="text-[0.9375rem] text-muted">
      {children}
    </p>
  );
}

function useUsage() {
  const [usage, setUsage] = useState<{ rows?: UsageRow[]; problem?: StorageProblem }>({});
  useEffect(() => {
    const reading = new AbortController();
    readUsage(reading.signal).then(
      (rows) => setUsage({ rows }),
      (error) => {
        if (!reading.signal.aborted) setUsage({ problem: classifyStorageError(error) });
      },
    );
    return () => reading.abort();
  }, []);
  return usage;
}

function Overview({ rows }: { rows: readonly UsageRow[] }) {
  const t = useUsageTranslations();
  const { day } = useFormats();
  const byDay = groupUsage(rows, (row) => row.day);
  const days = getLastDays(DAYS).map((date) => {
    const key = toLocalDay(date);
    return { key, name: day(date), sum: byDay.get(key) ?? sumUsage([]) };
  });
  const total = sumUsage(rows);
  const hasCost = total.cost !== undefined;
  const models = toTable(
    groupUsage(rows, ({ model }) => model),
    (model) => model || t.unknownModel,
  );
  const used = days.filter(({ sum }) => sum.answers > 0 || sum.input > 0).reverse();
  return (
    <>
      <dl className="mb-6 grid grid-cols-3 gap-2 max-sm:-mx-1">
        <Total name={t.today} sum={days.at(-1)?.sum ?? total} />
        <Total name={t.lastDays(DAYS)} sum={sumUsage(days.map(({ sum }) => sum))} />
        <Total name={t.allTime} sum={total} />
      </dl>
      <Section title={t.perDay}>
        <UsageChart days={days} />
        <details className="mt-2 text-sm">
          <summary className="w-fit cursor-pointer rounded-md py-0.5 text-muted transition-colors duration-150 hover:text-ink touch:py-3">
            {t.showData}
          </summary>
          <UsageTable caption={t.perDay} head={t.day} rows={used} hasCost={hasCost} />
        </details>
      </Section>
      <Section title={t.perModel}>
        <UsageTable caption={t.perModel} head={t.model} rows={models} hasCost={hasCost} />
      </Section>
      <Section title={t.perChat}>
        <ChatsTable rows={rows} hasCost={hasCost} />
      </Section>
      <button type="button" className={BUTTON} onClick={() => exportCsv(rows, t.exportName)}>
        {t.export}
      </button>
      <div className="mt-4 flex flex-col gap-2 text-sm text-muted">
        <p>{t.notes}</p>
        {total.isEstimated && <p>{t.howEstimated}</p>}
      </div>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mb-6">
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}

function Total({ name, sum }: { name: string; sum: UsageSum }) {
  const t = useUsageTranslations();
  const { compact, cost } = useFormats();
  const tokens = compact(sum.input + sum.output);
  return (
    <div className="min-w-0 rounded-xl bg-surface px-2.5 py-2.5 sm:px-3">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-sm text-muted tabular-nums">
        <span className="block text-base font-medium whitespace-nowrap text-ink sm:text-lg">
          {sum.isEstimated ? t.estimated(tokens) : tokens}
          <span className="text-sm font-normal text-muted max-sm:sr-only"> {t.tokens}</span>
        </span>
        <span className="block">{t.answers(sum.answers)}</span>
        {sum.cost !== undefined && <span className="block">{t.costOf(cost(sum.cost))}</span>}
      </dd>
    </div>
  );
}

function ChatsTable({ rows, hasCost }: { rows: readonly UsageRow[]; hasCost: boolean }) {
  const t = useUsageTranslations();
  const [isWhole, setWhole] = useState(false);
  const titles = new Map(rows.map(({ chatId, chatTitle }) => [chatId as string, chatTitle]));
  const chats = toTable(
    groupUsage(rows, ({ chatId }) => chatId),
    (id) => titles.get(id) || t.untitled,
  );
  return (
    <>
      <UsageTable
        caption={t.perChat}
        head={t.chat}
        rows={isWhole ? chats : chats.slice(0, FIRST_CHATS)}
        hasCost={hasCost}
      />
      {!isWhole && chats.length > FIRST_CHATS && (
        <button type="button" className={`mt-2 ${BUTTON}`} onClick={() => setWhole(true)}>
          {t.showAllChats(chats.length)}
        </button>
      )}
    </>
  );
}

/** The rows of a table, those with most tokens first. */
function toTable(groups: Map<string, UsageSum>, nameOf: (key: string) => string): UsageTableRow[] {
  return [...groups]
    .map(([key, sum]) => ({ key, name: nameOf(key), sum }))
    .sort((a, b) => b.sum.input + b.sum.output - (a.sum.input + a.sum.output));
}

function exportCsv(rows: readonly UsageRow[], name: string): void {
  const file = new Blob([toCsv(rows)], { type: 'text/csv;charset=utf-8' });
  saveFile(file, `${name} ${toLocalDay(new Date())}.csv`);
}
