import { useSettings } from '../render/markdown-context.ts';
import { useCopy } from './use-copy.ts';

interface Props {
  name: string;
  /** Called on press, because the text may still be growing. */
  text: () => string | Promise<string>;
}

/** Copies a text and shows and announces the result. */
export function CopyButton({ name, text }: Props) {
  const { labels } = useSettings();
  const [state, copy] = useCopy();
  const shown = state === 'idle' ? name : state === 'copied' ? labels.copied : labels.copyFailed;
  return (
    <button type="button" className="md-button" data-state={state} onClick={async () => copy(await text())}>
      <span aria-live="polite">{shown}</span>
    </button>
  );
}
