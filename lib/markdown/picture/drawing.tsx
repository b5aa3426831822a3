import { useRef, useState } from 'react';
import { download } from '../code/download.ts';
import { useSettings } from '../render/context.ts';

interface Props {
  svg: string;
  /** The same as the address of an `<img>`, where a browser lets it do nothing but be seen. */
  address: string;
  label: string;
}

const STEP = 1.5;
const LARGEST = STEP ** 5;

/** A drawing on the page. Pressed, it fills the window, where it can be zoomed, moved and taken along. */
export function Drawing({ svg, address, label }: Props) {
  const { labels } = useSettings();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [scale, setScale] = useState(1);
  const open = () => {
    setOpen(true);
    setScale(1);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" className="md-drawing-button" aria-label={labels.enlarge} onClick={open}>
        <img className="md-drawing" src={address} alt={label} />
      </button>
      <dialog ref={dialog} className="md-dialog" aria-label={label} onClose={() => setOpen(false)}>
        <div className="md-bar">
          <span className="md-actions">
            <Action name={labels.zoomOut} isOff={scale <= 1} onPress={() => setScale(scale / STEP)} />
            <Action name={labels.zoomIn} isOff={scale >= LARGEST} onPress={() => setScale(scale * STEP)} />
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
          <section className="md-dialog-view" aria-label={label} tabIndex={-1}>
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
    <button type="button" className="md-button" disabled={isOff} onClick={onPress}>
      {name}
    </button>
  );
}
