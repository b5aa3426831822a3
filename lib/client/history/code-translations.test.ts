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

// The types ensure that every code has a translation.
type CodeTranslations = Pick<
  typeof englishDeferred,
  'groups' | 'storageErrors' | 'notImported' | 'notAttached' | 'attachmentWarnings'
> &
  Pick<typeof english, 'unsaved'>;
const pick = (from: CodeTranslations) => ({
  groups: from.groups satisfies Record<Exclude<GroupName, 'month'>, string>,
  unsaved: from.unsaved satisfies Record<StorageProblem, string>,
  storageErrors: from.storageErrors satisfies Record<StorageProblem, string>,
  notImported: from.notImported satisfies Record<TransferErrorCode, string>,
  notAttached: from.notAttached satisfies Record<AttachmentErrorCode, string>,
  attachmentWarnings: from.attachmentWarnings satisfies Record<AttachmentWarning['code'], string>,
});

test('every code is translated in both languages', () => {
  for (const [group, translations] of Object.entries(pick({ ...english, ...englishDeferred }))) {
    const chineseTranslations: Record<string, string> = pick({ ...chinese, ...chineseDeferred })[
      group as keyof CodeTranslations
    ];
    for (const [code, text] of Object.entries(translations)) {
      expect(text, code).toMatch(/^[A-Z]/);
      expect(chineseTranslations[code], code).toMatch(/\p{Script=Han}/u);
    }
  }
});
