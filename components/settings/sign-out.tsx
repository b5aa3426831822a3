import { useState } from 'react';
import { signOut } from '#lib/client/shell/access.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { BUTTON } from './fields/field.tsx';

/** The access code with which the reader has signed in, and a way out. */
export function SignOut({ name }: { name: string }) {
  const { signIn: t } = useShellTranslations();
  const [hasFailed, setFailed] = useState(false);
  return (
    <section className="mt-6">
      <h3 className="mb-1 text-sm font-medium">{t.access}</h3>
      <p className="mb-3 text-sm text-muted">{t.signedInAs(name)}</p>
      <button type="button" className={BUTTON} onClick={async () => setFailed(!(await signOut()))}>
        {t.signOut}
      </button>
      <p role="status" className="mt-2 text-sm text-danger empty:sr-only">
        {hasFailed && t.notSignedOut}
      </p>
    </section>
  );
}
