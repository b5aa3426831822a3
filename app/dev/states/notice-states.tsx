'use client';

import { useState } from 'react';
import { Greeting } from '#components/chat/empty-chat.tsx';
import { JumpToLatest } from '#components/chat/jump-to-latest.tsx';
import { HiddenRunNotice } from '#components/chat/status/hidden-run-notice.tsx';
import { UnknownChat } from '#components/chat/unknown-chat.tsx';
import { AttachmentTray } from '#components/composer/attachment-tray.tsx';
import { LongPasteNotice } from '#components/composer/long-paste-notice.tsx';
import { QueuedQuestions } from '#components/composer/queued-questions.tsx';
import { StarterPrompts } from '#components/composer/starter-prompts.tsx';
import { ModelNotice } from '#components/header/model-notice.tsx';
import { PartFailure } from '#components/ui/part-failure.tsx';
import type { AttachmentErrorCode } from '#lib/client/attachments/attachment-error.ts';
import type { PendingFile } from '#lib/client/attachments/pending-files.ts';
import { QuestionQueue } from '#lib/client/chat/queue/question-queue.ts';
import type { StorageProblem } from '#lib/client/history/storage-problem.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { englishDeferred } from '#lib/i18n/en/deferred.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelCatalogue } from '#lib/protocol/model-info.ts';
import { Section, State } from './section.tsx';

const ignore = () => undefined;
const DEMO: ModelCatalogue['models'] = [
  { id: 'demo', label: 'Demo', provider: 'demo', can: { reasoning: true, tools: true, images: false } },
];
const CATALOGUE: Models = { catalogue: { models: DEMO }, unreachable: false, chosen: 'demo', choose: ignore };
const QUESTIONS = ['And where does it end?', 'Which one is the longest?'].map((text, id) => ({
  id,
  parts: [{ type: 'text' as const, text }],
}));

/** The notices around a chat: storage, models, queue, attachments, and parts that could not be loaded. */
export function NoticeStates() {
  const t = useTranslations();
  const { queueHint, queuePaused } = useMessageTranslations();
  const [queue] = useState(() => new QuestionQueue('states' as ChatId));
  return (
    <>
      <Section title="Notices below the composer">
        {(Object.keys(t.unsaved) as StorageProblem[]).map((problem) => (
          <State key={problem} name={`not saved: ${problem}`}>
            <ModelNotice models={CATALOGUE} unsaved={problem} />
          </State>
        ))}
        <State name="saved again">
          <ModelNotice models={CATALOGUE} unsaved={false} restored />
        </State>
        {(['demo-only', 'upstream-unreachable', 'no-models', 'no-redis'] as const).map((code) => (
          <State key={code} name={code}>
            <ModelNotice models={withNotice(code)} unsaved={false} />
          </State>
        ))}
        <State name="demo chosen">
          <ModelNotice models={CATALOGUE} unsaved={false} />
        </State>
        <State name="server unreachable">
          <ModelNotice models={{ ...CATALOGUE, unreachable: true }} unsaved={false} />
        </State>
      </Section>
      <Section title="Above the composer">
        <State name="queue">
          <QueuedQuestions queue={queue} questions={QUESTIONS} paused={false} hint={queueHint} />
        </State>
        <State name="queue, paused">
          <QueuedQuestions queue={queue} questions={QUESTIONS} paused hint={queuePaused} />
        </State>
        <State name="run in another version">
          <HiddenRunNotice onShow={ignore} />
        </State>
        <State name="scrolled up">
          <div className="pt-10">
            <JumpToLatest hasNewContent={false} onClick={ignore} />
          </div>
        </State>
        <State name="scrolled up, new content">
          <div className="pt-10">
            <JumpToLatest hasNewContent onClick={ignore} />
          </div>
        </State>
        <State name="long text">
          <LongPasteNotice length={48_000} onAttach={ignore} />
        </State>
        <State name="attachments">
          <AttachmentTray files={attachments()} warnings={[]} onRemove={ignore} />
        </State>
        <State name="attachments with warnings">
          <AttachmentTray
            files={attachments().slice(0, 2)}
            warnings={[
              { code: 'no-images', filename: 'river.png' },
              { code: 'file-kind', filename: 'river.pdf' },
              { code: 'too-large', bytes: 5_200_000, maxBytes: 4_000_000 },
            ]}
            onRemove={ignore}
          />
        </State>
      </Section>
      <Section title="Whole chats and parts">
        <State name="empty chat">
          <Greeting />
          <StarterPrompts isDemo={false} onPrompt={ignore} />
        </State>
        <State name="unknown chat">
          <UnknownChat onNewChat={ignore} />
        </State>
        <State name="part not loaded">
          <PartFailure text={t.notLoaded} onRetry={ignore} />
        </State>
        <State name="part not loaded, retrying">
          <PartFailure text={t.notLoaded} onRetry={ignore} retrying />
        </State>
        <State name="part not rendered">
          <PartFailure text={t.notShown} onRetry={ignore} />
        </State>
      </Section>
    </>
  );
}

function withNotice(code: NonNullable<ModelCatalogue['notice']>['code']): Models {
  const notice = { code, message: '', variable: 'OPENAI_BASE_URL', address: 'http://127.0.0.1:9' };
  return { ...CATALOGUE, catalogue: { models: DEMO, notice } };
}

/** One file in each state, and one refused for each reason. */
function attachments(): PendingFile[] {
  const reasons = Object.keys(englishDeferred.notAttached) as AttachmentErrorCode[];
  return [
    { id: 1, name: 'river.txt', state: 'reading' },
    {
      id: 2,
      name: 'river.md',
      state: 'ready',
      part: {
        type: 'file',
        mediaType: 'text/markdown',
        filename: 'river.md',
        url: 'data:text/markdown,river',
      },
    },
    { id: 3, name: 'spring.txt', state: 'unread' },
    ...reasons.map((reason, index) => ({
      id: 4 + index,
      name: `${reason}.bin`,
      state: 'refused' as const,
      reason,
    })),
  ];
}
