import type { ReactNode } from 'react';
import { linkTarget } from './link-target.ts';

interface Props {
  /** Absent while the URL is still being written. */
  url: string | undefined;
  /** The text of `children`; undefined if a part of them is no text. */
  text: string | undefined;
  title: string;
  children: ReactNode;
}

/** An external link. Checks its URL again, so that safety does not depend on the parser alone. */
export function SafeLink({ url, text, title, children }: Props) {
  // A relative URL has the page's own host, which is unknown while rendering on the server.
  const base = typeof location === 'undefined' ? 'https://localhost/' : location.href;
  const { href, shown } =
    url === undefined ? {} : linkTarget(url, text === undefined ? text : `${text} ${title}`, base);
  return (
    <a
      {...(href === undefined ? {} : { href, target: '_blank', rel: 'noopener noreferrer nofollow' })}
      data-target={shown}
      title={title || undefined}
    >
      {children}
    </a>
  );
}
