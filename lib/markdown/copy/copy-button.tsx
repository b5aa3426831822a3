import { Check, Copy, X } from 'lucide-react';
import { useSettings } from '../render/markdown-context.ts';
import { useCopy } from './use-copy.ts';

interface Props {
  name: string;
  /** Called on press, because the text may still be growing. */
  text: () => string | Promise<string>;
  /** Shows an icon, and leaves the name to screen readers and the tooltip. */
  hasIcon?: boolean;
}

const ICONS = {
  idle: <Copy className="md-icon" aria-hidden />,
  copied: <Check className="md-icon" aria-hidden />,
  failed: <X className="md-icon" aria-hidden />,
};

/** Copies a text and shows and announces the result. */
export function CopyButton({ name, text, hasIcon = false }: Props) {
  const { labels } = useSettings();
  const [state, copy] = useCopy();
  const shown = { idle: name, copied: labels.copied, failed: labels.copyFailed }[state];
  return (
    <button
      type="button"
      className="md-button"
      title={hasIcon ? shown : undefined}
      data-state={state}
      onClick={async () => copy(await text())}
    >
      {hasIcon && ICONS[state]}
      <span aria-live="polite">{shown}</span>
    </button>
  );
}
