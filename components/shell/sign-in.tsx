import { type FormEvent, useCallback, useId, useRef, useState } from 'react';
import { useCountdown } from '#lib/client/platform/use-countdown.ts';
import { type SignInResult, signIn } from '#lib/client/shell/access.ts';
import { closeOverlay } from '#lib/client/shell/shell-state.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';

/** Asks for the access code that the server requires. Whatever is on the page, a draft or a question, stays. */
export function SignIn() {
  const { signIn: t } = useShellTranslations();
  const id = useId();
  const field = useRef<HTMLInputElement | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [result, setResult] = useState<SignInResult>();
  const seconds = useCountdown(typeof result === 'object' ? result.slowedUntil : undefined);

  // Otherwise the dialog gives the focus to its close button.
  const mountField = useCallback((mounted: HTMLInputElement | null) => {
    field.current = mounted;
    mounted?.focus();
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isBusy || seconds > 0) return;
    setBusy(true);
    setResult(undefined);
    const result = await signIn(field.current?.value.trim() ?? '');
    setBusy(false);
    setResult(result);
    if (result !== 'signed-in') return field.current?.select();
    closeOverlay();
    // Whatever waits for the server can go on.
    dispatchEvent(new Event('online'));
  }

  const failure = describeFailure(result, seconds, t);
  return (
    <DialogFrame title={t.title}>
      <form className="flex flex-col gap-3 overflow-y-auto px-5 py-4" onSubmit={submit}>
        <p className="text-[0.9375rem] text-pretty text-muted">{t.about}</p>
        {/* Password managers file a password under a user name. */}
        <input hidden readOnly type="text" name="username" autoComplete="username" value={location.host} />
        <label htmlFor={id} className="text-sm font-medium">
          {t.code}
        </label>
        <input
          ref={mountField}
          id={id}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={1024}
          aria-invalid={failure !== undefined}
          aria-describedby={`${id}-failure`}
          className="min-h-11 w-full rounded-lg border border-edge bg-page px-3 py-2 text-base focus:border-accent"
        />
        <p id={`${id}-failure`} role="alert" className="min-h-6 text-[0.9375rem] text-danger">
          {failure}
        </p>
        <button
          type="submit"
          aria-disabled={isBusy || seconds > 0}
          className="min-h-11 rounded-lg bg-ink px-4 text-[0.9375rem] text-page transition-opacity duration-150 hover:opacity-90 aria-disabled:opacity-50"
        >
          {t.submit}
        </button>
      </form>
    </DialogFrame>
  );
}

function describeFailure(
  result: SignInResult | undefined,
  seconds: number,
  t: ReturnType<typeof useShellTranslations>['signIn'],
): string | undefined {
  if (result === 'wrong') return t.wrong;
  if (result === 'failed') return t.failed;
  return seconds > 0 ? t.slowed(seconds) : undefined;
}
