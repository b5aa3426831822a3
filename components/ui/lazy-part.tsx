import { Component, type ReactNode } from 'react';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { type LazyValue, retryFailedLoads } from '#lib/lazy/lazy-value.ts';
import { useLazyValue } from '#lib/lazy/use-lazy-value.ts';
import { PartFailure, type PartFailureProps } from './part-failure.tsx';

type NoticeProps = Pick<PartFailureProps, 'cancel' | 'compact' | 'className'> & {
  /** Shows no notice when the part cannot be loaded, because another part with the same cause already does. */
  quiet?: boolean;
};

type LazyPartProps<Part> = NoticeProps & {
  part: LazyValue<Part>;
  children(part: Part): ReactNode;
  /** Shown while the part is loading. */
  fallback?: ReactNode;
  /** Shown above the notice when the part could not be loaded. */
  instead?: ReactNode;
};

/**
 * A part of the page whose code is loaded when it is first rendered. When that fails, or when the part throws while
 * rendering, a sentence with a retry takes its place and the rest of the page is not affected.
 */
export function LazyPart<Part>(props: LazyPartProps<Part>) {
  const { part, children, fallback, instead, ...notice } = props;
  const { value, failed, retrying } = useLazyValue(part);
  if (value !== undefined) return <PartBoundary notice={notice}>{children(value)}</PartBoundary>;
  if (!failed) return fallback;
  return (
    <>
      {instead}
      {!notice.quiet && <LoadFailure retrying={retrying} {...notice} />}
    </>
  );
}

/** Says that something could not be loaded. Its button retries all failed loads. */
export function LoadFailure(props: Omit<PartFailureProps, 'text' | 'onRetry'>) {
  return <PartFailure {...props} text={useTranslations().notLoaded} onRetry={retryFailedLoads} />;
}

/** Keeps an error in one part from taking down the whole page. */
class PartBoundary extends Component<{ notice: NoticeProps; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render() {
    const { notice, children } = this.props;
    if (!this.state.failed) return children;
    return <RenderFailure {...notice} onRetry={() => this.setState({ failed: false })} />;
  }
}

function RenderFailure(props: Omit<PartFailureProps, 'text'>) {
  return <PartFailure {...props} text={useTranslations().notShown} />;
}
