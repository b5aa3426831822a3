import { type CSSProperties, type SyntheticEvent, useEffect, useRef, useState } from 'react';

interface Props {
  url: string;
  text: string;
  title: string;
  onFail: () => void;
}

/** The document that shows the picture. Its policy allows it images of any host, which the page's own forbids. */
const PICTURE_FRAME = '/frames/picture.html';

/**
 * A picture of another host, in a frame of an opaque origin: the request carries no cookie, not even if the address is this
 * server's. The frame reports the size.
 */
export function RemotePicture({ url, text, title, onFail }: Props) {
  const [size, setSize] = useState<CSSProperties>();
  const port = useRef<MessagePort>(undefined);
  useEffect(() => () => port.current?.close(), []);

  const show = ({ currentTarget }: SyntheticEvent<HTMLIFrameElement>) => {
    const { port1, port2 } = new MessageChannel();
    port.current = port1;
    port1.onmessage = ({ data: { width, height } }: MessageEvent<{ width?: number; height?: number }>) => {
      port1.close();
      if (width && height) setSize({ inlineSize: width, aspectRatio: `${width} / ${height}` });
      else onFail();
    };
    currentTarget.contentWindow?.postMessage({ url, text }, '*', [port2]);
  };
  return (
    <iframe
      className="md-image"
      title={title || text || url}
      src={PICTURE_FRAME}
      sandbox="allow-scripts"
      style={size}
      data-state={size ? 'shown' : undefined}
      onLoad={show}
    />
  );
}
