import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { download } from '../code/download.ts';
import { useSettings } from '../render/markdown-context.ts';

interface Props {
  svg: string;
  /** The SVG as a data URL. */
  url: string;
  label: string;
  onClose: () => void;
}

const STEP = 1.5;
const MAX_SCALE = STEP ** 5;

/** The content of the dialog around an SVG: buttons to zoom, download and close, and the SVG in a box that scrolls. */
export function ZoomView({ svg, url, label, onClose }: Props) {
  const { labels } = useSettings();
  const [scale, setScale] = useState(1);
  const view = useRef<HTMLElement>(null);
  /** Zooms around the center of the view. */
  const zoom = (factor: number) => {
    flushSync(() => setScale(scale * factor));
    const { current } = view;
    if (current === null) return;
    const { clientWidth: width, clientHeight: height, scrollLeft: left, scrollTop: top } = current;
    current.scrollTo((left + width / 2) * factor - width / 2, (top + height / 2) * factor - height / 2);
  };
  const size = `${scale * 100}%`;
  return (
    <>
      <div className="md-bar">
        <span className="md-actions">
          <Action name={labels.zoomOut} isDisabled={scale <= 1} onPress={() => zoom(1 / STEP)} />
          <Action name={labels.zoomIn} isDisabled={scale >= MAX_SCALE} onPress={() => zoom(STEP)} />
        </span>
        <span className="md-actions">
          <Action
            name={labels.download}
            onPress={() => download(svg, 'drawing.svg', 'image/svg+xml;charset=utf-8')}
          />
          <Action name={labels.close} onPress={onClose} />
        </span>
      </div>
      <section
        ref={view}
        className="md-dialog-view"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll it
        tabIndex={0}
      >
        <img src={url} alt={label} style={{ inlineSize: size, blockSize: size }} />
      </section>
    </>
  );
}

interface ActionProps {
  name: string;
  isDisabled?: boolean;
  onPress: () => void;
}

function Action({ name, isDisabled = false, onPress }: ActionProps) {
  return (
    // Not `disabled`: a button that was just pressed must not lose the focus.
    <button
      type="button"
      className="md-button"
      aria-disabled={isDisabled}
      onClick={() => {
        if (!isDisabled) onPress();
      }}
    >
      {name}
    </button>
  );
}
