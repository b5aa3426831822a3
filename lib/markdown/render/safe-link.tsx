import type { ReactNode } from 'react';
import { isSafeLink } from '../parse/url-safety.ts';

interface Props {
  /** Absent while the address is still being written. */
  url: string | undefined;
  title: string;
  children: ReactNode;
}

/** A link to somewhere else. The parser has checked its address already; nothing may depend on that alone. */
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
