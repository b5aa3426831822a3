import { notFound } from 'next/navigation';
import { English } from '#lib/i18n/en/english.tsx';
import { Chinese } from '#lib/i18n/zh/chinese.tsx';

/**
 * `/dev/states`, or `/dev/states?lang=zh`: every state of a message, tool card, status line and notice, side by side. Under
 * `npm run dev` only: a build drops the branch with everything it imports, and the page is not found.
 */
export default async function States({ searchParams }: PageProps<'/dev/states'>) {
  if (process.env.NODE_ENV === 'development') {
    const { StatesPage } = await import('./states-page.tsx');
    const { playRuns } = await import('./scripted-runs.ts');
    const Language = (await searchParams).lang === 'zh' ? Chinese : English;
    return (
      <Language>
        <StatesPage runs={await playRuns()} />
      </Language>
    );
  }
  notFound();
}
