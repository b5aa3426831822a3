import type { ReactNode } from 'react';
import { isSafeLink } from '../parse/url-safety.ts';

interface Props {
  /** Absent while the URL is still being written. */
  url: string | undefined;
  title: string;
  children: ReactNode;
}

/** An external link. Checks its URL again, so that safety does not depend on the parser alone. */
export function SafeLink({ url, title, children }: Props) {
  const isSafe = url !== undefined && isSafeLink(url);
  return (
    <a
      {...(isSafe ? { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' } : {})}
      title={title || undefined}
    >
      {children}
    </a>
  );
}
