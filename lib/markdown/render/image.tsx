import { useState } from 'react';
import { imageHost, isEmbeddedImage } from '../parse/url-safety.ts';
import { useSettings } from './markdown-context.ts';

interface Props {
  /** Empty while the address is still being written. */
  url: string;
  text: string;
  title: string;
}

/**
 * A picture. One that is part of the text is shown; one on another host waits for the reader's word, for fetching it
 * tells that host who reads what and when.
 */
export function MarkdownImage({ url, text, title }: Props) {
  const { labels } = useSettings();
  const [state, setState] = useState<'waiting' | 'wanted' | 'failed'>('waiting');
  const isEmbedded = isEmbeddedImage(url);
  // A relative address has this page's own host, which a server that renders does not know.
  const host = imageHost(url, typeof location === 'undefined' ? 'https://localhost/' : location.href);

  if (url !== '' && state !== 'failed' && (isEmbedded || (host !== undefined && state === 'wanted'))) {
    return (
      <img
        className="md-image"
        src={url}
        alt={text}
        title={title || undefined}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        onError={() => setState('failed')}
      />
    );
  }
  const isOffered = url !== '' && host !== undefined && state === 'waiting';
  return (
    <span className="md-image-placeholder" data-url={url} data-text={text} title={title || undefined}>
      {text && <span className="md-image-alt">{text}</span>}
      {isOffered && (
        <button type="button" className="md-button" onClick={() => setState('wanted')}>
          {labels.loadImage(host)}
        </button>
      )}
      {url !== '' && !isOffered && <span className="md-image-note">{labels.imageUnavailable}</span>}
    </span>
  );
}
