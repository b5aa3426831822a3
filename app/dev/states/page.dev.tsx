import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';
import { playRuns } from './scripted-runs.ts';
import { StatesPage } from './states-page.tsx';

/** `/dev/states`, or `/dev/states?lang=zh`: every state of a message, tool card, status line and notice, side by side. */
export default async function States({ searchParams }: { searchParams: Promise<{ lang?: string }> }) {
  const Language = (await searchParams).lang === 'zh' ? Chinese : English;
  return (
    <Language>
      <StatesPage runs={await playRuns()} />
    </Language>
  );
}
