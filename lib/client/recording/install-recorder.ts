import 'client-only';
import { whenIdle } from '../platform/when-idle.ts';

/** Records every run of this page, as soon as the page is idle; what was received before is recorded too. */
export function installRecorder(): void {
  whenIdle(() => {
    import('./recorder.ts').then(
      ({ recorder }) => recorder.install(),
      () => undefined, // the page works without
    );
  });
}
