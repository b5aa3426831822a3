import { retryFailedLoads } from '#lib/lazy/lazy-value.ts';
import { useSettings } from './markdown-context.ts';

/** A notice below a block's source: the code that renders it failed to load. Its button retries all failed loads. */
export function LoadFailure({ isRetrying }: { isRetrying: boolean }) {
  const { labels } = useSettings();
  return (
    <div className="md-failure">
      <span role="alert">{isRetrying ? labels.loading : labels.notLoaded}</span>
      <button
        type="button"
        className="md-button"
        // Not `disabled`: a disabled button would lose the focus.
        aria-disabled={isRetrying}
        onClick={() => isRetrying || retryFailedLoads()}
      >
        {labels.retry}
      </button>
    </div>
  );
}
