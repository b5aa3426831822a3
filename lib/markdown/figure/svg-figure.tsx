import { type CSSProperties, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useSettings } from '../render/markdown-context.ts';
import { ZoomView } from './zoom-view.tsx';

interface Props {
  svg: string;
  /** The SVG as a data URL for an `<img>`, in which a browser runs no script and fetches nothing. */
  url: string;
  label: string;
  /** The width in pixels at which its text has the size that it was drawn with. */
  width?: number;
}

/** An SVG on the page. A press opens it in a dialog that fills the window. */
export function SvgFigure({ svg, url, label, width = 0 }: Props) {
  const { labels } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    // The dialog focuses its first button when it opens, so its content must be there.
    flushSync(() => setOpen(true));
    dialog.current?.showModal();
  };
  return (
    <>
      <button
        type="button"
        className="md-figure-button"
        style={{ '--figure-width': `${width}px` } as CSSProperties}
        aria-label={labels.enlarge}
        onClick={open}
      >
        <img className="md-figure" src={url} alt={label} />
      </button>
      <dialog ref={dialog} className="md-dialog" aria-label={label} onClose={() => setOpen(false)}>
        {isOpen && <ZoomView svg={svg} url={url} label={label} onClose={() => dialog.current?.close()} />}
      </dialog>
    </>
  );
}
