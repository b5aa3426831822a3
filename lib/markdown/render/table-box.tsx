import { type ReactNode, useRef } from 'react';
import { CopyButton } from '../copy/copy-button.tsx';
import { tableToCsv } from '../copy/table-csv.ts';
import { useSettings } from './markdown-context.ts';
import { scrollBox } from './scroll-box.ts';

interface Props {
  /** The Markdown source of the table. */
  source: () => string;
  children: ReactNode;
}

/** A table that scrolls in its own box instead of the page, and can be copied as Markdown or CSV. */
export function TableBox({ source, children }: Props) {
  const { labels } = useSettings();
  const table = useRef<HTMLTableElement>(null);
  const asCsv = () => (table.current ? tableToCsv(table.current) : '');
  return (
    <div className="md-table">
      <section ref={scrollBox} className="md-table-scroll" aria-label={labels.table}>
        <table ref={table}>{children}</table>
      </section>
      <div className="md-actions">
        <CopyButton name={labels.copyAsMarkdown} text={source} />
        <CopyButton name={labels.copyAsCsv} text={asCsv} />
      </div>
    </div>
  );
}
