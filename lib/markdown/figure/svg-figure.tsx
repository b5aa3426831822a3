import { type CSSProperties, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { download } from '../code/download.ts';
import { useSettings } from '../render/markdown-context.ts';

interface Props {
  svg: string;
  /** The same as the address of an `<img>`, where a browser lets it do nothing but be seen. */
  address: string;
  label: string;
  /** How wide it was drawn, in pixels, where its letters have a size that can be read. */
  width?: number;
}

const STEP = 1.5;
const LARGEST = STEP ** 5;

/** A drawing on the page. Pressed, it fills the window, where it can be zoomed, moved and taken along. */
export function SvgFigure({ svg, address, label, width = 0 }: Props) {
  const { labels } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [scale, setScale] = useState(1);
  const view = useRef<HTMLElement>(null);
  const open = () => {
    setOpen(true);
    setScale(1);
    dialog.current?.showModal();
  };
  /** What is in the middle stays there. */
  const zoom = (factor: number) => {
    flushSync(() => setScale(scale * factor));
    const { current } = view;
    if (current === null) return;
    const { clientWidth: width, clientHeight: height, scrollLeft: left, scrollTop: top } = current;
    current.scrollTo((left + width / 2) * factor - width / 2, (top + height / 2) * factor - height / 2);
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
        <img className="md-figure" src={address} alt={label} />
      </button>
      <dialog ref={dialog} className="md-dialog" aria-label={label} onClose={() => setOpen(false)}>
        <div className="md-bar">
          <span className="md-actions">
            <Action name={labels.zoomOut} isOff={scale <= 1} onPress={() => zoom(1 / STEP)} />
            <Action name={labels.zoomIn} isOff={scale >= LARGEST} onPress={() => zoom(STEP)} />
          </span>
          <span className="md-actions">
            <Action
              name={labels.download}
              onPress={() => download(svg, 'drawing.svg', 'image/svg+xml;charset=utf-8')}
            />
            <Action name={labels.close} onPress={() => dialog.current?.close()} />
          </span>
        </div>
        {isOpen && (
          // Reached by the keyboard, so that its arrow keys move the drawing.
          <section ref={view} className="md-dialog-view" aria-label={label} tabIndex={-1}>
            <img
              src={address}
              alt={label}
              style={{ inlineSize: `${scale * 100}%`, blockSize: `${scale * 100}%` }}
            />
          </section>
        )}
      </dialog>
    </>
  );
}

function Action({ name, isOff = false, onPress }: { name: string; isOff?: boolean; onPress: () => void }) {
  return (
    // Not `disabled`: the focus stays on a button that was pressed for the last time.
    <button
      type="button"
      className="md-button"
      aria-disabled={isOff}
      onClick={() => {
        if (!isOff) onPress();
      }}
    >
      {name}
    </button>
  );
}
