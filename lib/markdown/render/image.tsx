import { useState } from 'react';
import { RemotePicture } from '../figure/remote-picture.tsx';
import { imageHost, isEmbeddedImage } from '../parse/url-safety.ts';
import { useSettings } from './markdown-context.ts';

interface Props {
  /** Empty while the URL is still being written. */
  url: string;
  text: string;
  title: string;
}

/**
 * An image. An embedded one is shown at once. One on another host is loaded only when the reader asks for it, because the request
 * tells that host who reads what, and when.
 */
export function MarkdownImage({ url, text, title }: Props) {
  const { labels } = useSettings();
  const [state, setState] = useState<'blocked' | 'allowed' | 'failed'>('blocked');
  const isEmbedded = isEmbeddedImage(url);
  // A relative URL has the page's own host, which is unknown while rendering on the server.
  const host = imageHost(url, typeof location === 'undefined' ? 'https://localhost/' : location.href);

  if (url !== '' && isEmbedded && state !== 'failed') {
    return (
      <img
        className="md-image"
        src={url}
        alt={text}
        title={title || undefined}
        loading="lazy"
        decoding="async"
        onError={() => setState('failed')}
      />
    );
  }
  if (host !== undefined && state === 'allowed')
    return <RemotePicture url={url} text={text} title={title} onFail={() => setState('failed')} />;
  const isOffered = url !== '' && host !== undefined && state === 'blocked';
  return (
    <span className="md-image-placeholder" data-url={url} data-text={text} title={title || undefined}>
      {text && <span className="md-image-alt">{text}</span>}
      {isOffered && (
        <button type="button" className="md-button" onClick={() => setState('allowed')}>
          {labels.loadImage(host)}
        </button>
      )}
      {url !== '' && !isOffered && <span className="md-image-note">{labels.imageUnavailable}</span>}
    </span>
  );
}
