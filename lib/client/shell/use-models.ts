'use client';
import 'client-only';
import { useCallback, useEffect, useState } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelCatalogue } from '#lib/protocol/model-info.ts';
import { getOwnKeyHeaders, readLocal, writeLocal } from '../platform/local-storage.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { chooseSettings, onSettingsChosen, readChosenSettings } from '../settings/chosen-settings.ts';
import { openOverlay } from './shell-state.ts';

const CHOICE_KEY = 'runnel.model';

export type Models = {
  /** Undefined until the server has responded. */
  catalogue: ModelCatalogue | undefined;
  /** The last request for the catalogue failed. */
  unreachable: boolean;
  /**
   * The id of the model to use: the first available one of the chat's own model, the default in the settings, the last
   * choice, and the first in the catalogue. Undefined while the configured server cannot list its models: another model would
   * answer in its place.
   */
  chosen: string | undefined;
  /** Chooses the model of this chat, and of new chats from now on. */
  choose(id: string): void;
};

/** Returns the available models and the choice for a chat, or for a new chat if `chatId` is undefined. */
export function useModels(chatId: ChatId | undefined): Models {
  const [catalogue, setCatalogue] = useState<ModelCatalogue>();
  const [unreachable, setUnreachable] = useState(false);
  const [choice, setChoice] = useState<string>();

  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      try {
        const response = await fetch('/api/models', {
          headers: getOwnKeyHeaders(),
          signal: controller.signal,
        });
        // A proxy of its own may answer 401 too, with a page.
        if (response.status === 401 && (await response.json()).error.code === 'access-denied')
          return openOverlay('sign-in');
        if (!response.ok) return setUnreachable(true);
        setCatalogue((await response.json()) as ModelCatalogue);
        setChoice(readLocal(CHOICE_KEY));
        setUnreachable(false);
      } catch {
        if (!controller.signal.aborted) setUnreachable(true);
      }
    };
    void load();
    addEventListener('online', load, { signal: controller.signal });
    return () => controller.abort();
  }, []);

  const { own, byDefault } = useChosenModels(chatId);
  const chosen = [own, byDefault, choice].find((id) => catalogue?.models.some((model) => model.id === id));
  return {
    catalogue,
    unreachable,
    chosen: chosen ?? (catalogue?.notice?.address ? undefined : catalogue?.models[0]?.id),
    choose: useCallback(
      (id) => {
        setChoice(id);
        writeLocal(CHOICE_KEY, id);
        if (chatId) void chooseSettings(chatId, { model: id });
      },
      [chatId],
    ),
  };
}

/** Returns the model chosen for a chat, and the default model in the settings. */
function useChosenModels(chatId: ChatId | undefined): { own?: string; byDefault?: string } {
  const [chosen, setChosen] = useState<{ chatId?: ChatId; own?: string; byDefault?: string }>({});
  useEffect(() => {
    if (chatId === undefined) return;
    let unmounted = false;
    const read = async () => {
      const { own, defaults } = await readChosenSettings(chatId);
      if (unmounted) return;
      setChosen({
        chatId,
        ...(own.model ? { own: own.model } : {}),
        ...(defaults.model ? { byDefault: defaults.model } : {}),
      });
    };
    whenIdle(() => void read());
    const stopListening = onSettingsChosen(read);
    return () => {
      unmounted = true;
      stopListening();
    };
  }, [chatId]);
  return chosen.chatId === chatId ? chosen : {};
}
