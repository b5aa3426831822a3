'use client';
import 'client-only';
import { useCallback, useEffect, useState } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelCatalogue } from '#lib/protocol/model-info.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { chooseSettings, onSettingsChosen, readChosenSettings } from '../settings/chosen-settings.ts';

const CHOICE_KEY = 'runnel.model';

export type Models = {
  /** Undefined until the server has answered. */
  catalogue: ModelCatalogue | undefined;
  /** The server did not answer. */
  unreachable: boolean;
  /**
   * The id of the model to ask, the first of these that is still offered: the chat's own, the one that the settings name
   * for every chat, the one that was chosen last, the first of all.
   */
  chosen: string | undefined;
  /** Chooses for this chat, and for those that are begun from now on. */
  choose(id: string): void;
};

/** What can be asked, and what the reader chose to ask in a chat; of no chat, what a new one is asked. */
export function useModels(chatId: ChatId | undefined): Models {
  const [catalogue, setCatalogue] = useState<ModelCatalogue>();
  const [unreachable, setUnreachable] = useState(false);
  const [choice, setChoice] = useState<string>();

  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      try {
        const response = await fetch('/api/models', { signal: controller.signal });
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        setCatalogue((await response.json()) as ModelCatalogue);
        setChoice(readChoice());
        setUnreachable(false);
      } catch {
        if (!controller.signal.aborted) setUnreachable(true);
      }
    };
    void load();
    addEventListener('online', load, { signal: controller.signal });
    return () => controller.abort();
  }, []);

  const { own, usual } = useChosenModels(chatId);
  const wanted = [own, usual, choice].find((id) => catalogue?.models.some((model) => model.id === id));
  return {
    catalogue,
    unreachable,
    chosen: wanted ?? catalogue?.models[0]?.id,
    choose: useCallback(
      (id) => {
        setChoice(id);
        writeChoice(id);
        if (chatId) void chooseSettings(chatId, { model: id });
      },
      [chatId],
    ),
  };
}

/** The model of a chat, and the one that its reader wants in every chat, as far as they chose any. */
function useChosenModels(chatId: ChatId | undefined): { own?: string; usual?: string } {
  const [chosen, setChosen] = useState<{ of?: ChatId; own?: string; usual?: string }>({});
  useEffect(() => {
    if (chatId === undefined) return;
    let left = false;
    const read = async () => {
      const { own, defaults } = await readChosenSettings(chatId);
      if (left) return;
      setChosen({
        of: chatId,
        ...(own.model ? { own: own.model } : {}),
        ...(defaults.model ? { usual: defaults.model } : {}),
      });
    };
    whenIdle(() => void read());
    const stopListening = onSettingsChosen(read);
    return () => {
      left = true;
      stopListening();
    };
  }, [chatId]);
  return chosen.of === chatId ? chosen : {};
}

/** A browser that allows no storage remembers nothing, which is no reason to fail. */
function readChoice(): string | undefined {
  try {
    return localStorage.getItem(CHOICE_KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function writeChoice(id: string): void {
  try {
    localStorage.setItem(CHOICE_KEY, id);
  } catch {
    return; // as above
  }
}
