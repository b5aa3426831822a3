import { expect, test } from 'vitest';
import { englishDeferred } from '#lib/i18n/en/deferred.ts';
import { english } from '#lib/i18n/en/page.ts';
import { chineseDeferred } from '#lib/i18n/zh/deferred.ts';
import { chinese } from '#lib/i18n/zh/page.ts';
import type { AttachmentErrorCode } from '../attachments/attachment-error.ts';
import type { AttachmentWarning } from '../attachments/attachment-warnings.ts';
import type { GroupName } from './chats/chat-groups.ts';
import type { StorageProblem } from './storage-problem.ts';
import type { TransferErrorCode } from './transfer/transfer-error.ts';

// The compiler sees to it that each code has its text; a code that is added without one does not build.
type Spoken = Pick<
  typeof englishDeferred,
  'groups' | 'storageErrors' | 'notImported' | 'notAttached' | 'attachmentWarnings'
> &
  Pick<typeof english, 'unsaved'>;
const texts = (of: Spoken) => ({
  groups: of.groups satisfies Record<Exclude<GroupName, 'month'>, string>,
  unsaved: of.unsaved satisfies Record<StorageProblem, string>,
  storageErrors: of.storageErrors satisfies Record<StorageProblem, string>,
  notImported: of.notImported satisfies Record<TransferErrorCode, string>,
  notAttached: of.notAttached satisfies Record<AttachmentErrorCode, string>,
  attachmentWarnings: of.attachmentWarnings satisfies Record<AttachmentWarning['code'], string>,
});

test('what the history says is said in both languages, each in its own', () => {
  for (const [part, spoken] of Object.entries(texts({ ...english, ...englishDeferred }))) {
    const others: Record<string, string> = texts({ ...chinese, ...chineseDeferred })[part as keyof Spoken];
    for (const [code, text] of Object.entries(spoken)) {
      expect(text, code).toMatch(/^[A-Z]/);
      expect(others[code], code).toMatch(/\p{Script=Han}/u);
    }
  }
});
