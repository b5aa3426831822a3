'use client';
import 'client-only';
import { useEffect, useState } from 'react';
import type { ModelCatalogue } from '#lib/protocol/model-info.ts';

const CHOICE_KEY = 'runnel.model';

export type Models = {
  /** Undefined until the server has answered. */
  catalogue: ModelCatalogue | undefined;
  /** The server did not answer. */
  unreachable: boolean;
  /** The id of the model to ask: the reader's choice where it is still offered, else the first. */
  chosen: string | undefined;
  choose(id: string): void;
};

/** What can be asked, and what the reader chose to ask. */
export function useModels(): Models {
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

  const offered = catalogue?.models.some((model) => model.id === choice);
  return {
    catalogue,
    unreachable,
    chosen: offered ? choice : catalogue?.models[0]?.id,
    choose: (id) => {
      setChoice(id);
      writeChoice(id);
    },
  };
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
