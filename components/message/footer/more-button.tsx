import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef, useState } from 'react';
import { LazyPart } from '#components/ui/lazy-part.tsx';
import { SmallButton } from '#components/ui/small-button.tsx';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { useMessageActions } from '../message-actions-context.ts';
import { MessageMenu, type MessageMenuProps } from './message-menu.tsx';

const modelList = lazyValue(() =>
  import('#components/header/model-list.tsx').then((module) => module.ModelList),
);

/** Opens the menu of a message, and the list of the models that can answer again. */
export function MoreButton(menu: Omit<MessageMenuProps, 'onChooseModel'>) {
  const { message } = menu;
  const t = useMessageTranslations();
  const { models, regenerate, compare } = useMessageActions();
  const button = useRef<HTMLButtonElement>(null);
  const [purpose, setPurpose] = useState<'regenerate' | 'compare'>();
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger asChild>
          <SmallButton ref={button} icon={Ellipsis} label={t.more} />
        </DropdownMenu.Trigger>
        <MessageMenu {...menu} onChooseModel={setPurpose} />
      </DropdownMenu.Root>
      {purpose && (
        <LazyPart part={modelList} compact>
          {(ModelList) => (
            <ModelList
              models={models}
              chosen={message.metadata?.model}
              button={button}
              onChoose={(id) =>
                purpose === 'compare' && id ? compare(message.id, id) : regenerate(message.id, id)
              }
              onClose={() => setPurpose(undefined)}
            />
          )}
        </LazyPart>
      )}
    </>
  );
}
