import { type FormEvent, useState } from 'react';
import { loadOwnKey, type OwnKey, saveOwnKey, testOwnKey } from '#lib/client/settings/own-key.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { BUTTON, CONTROL, Field } from './fields/field.tsx';
import { SelectField } from './fields/select-field.tsx';

type OwnKeyPanelProps = { baseUrls: readonly string[]; models: Models };
type Status = { text: string; hasFailed?: boolean };

/** The reader's own API key: choose its provider, enter, test and remove it. */
export function OwnKeyPanel({ baseUrls, models }: OwnKeyPanelProps) {
  const { ownKey: t } = useShellTranslations();
  const [stored, setStored] = useState(loadOwnKey);
  const [isTesting, setTesting] = useState(false);
  const failure = models.catalogue?.ownKeyFailure;
  const [status, setStatus] = useState<Status | undefined>(
    failure === undefined ? undefined : { text: t.failed(failure), hasFailed: true },
  );

  /** @returns whether the provider accepts the key */
  const test = async (ownKey: OwnKey): Promise<boolean> => {
    setTesting(true);
    setStatus({ text: t.testing });
    const result = await testOwnKey(ownKey);
    setTesting(false);
    if ('failure' in result) setStatus({ text: t.failed(result.failure), hasFailed: true });
    else setStatus({ text: t.works(result.models.length) });
    if ('failure' in result) return false;
    const isDemo = models.catalogue?.models.find(({ id }) => id === models.chosen)?.provider === 'demo';
    if (isDemo && result.models[0]) models.choose(result.models[0].id);
    return true;
  };

  const save = async (ownKey: OwnKey) => {
    if (!(await test(ownKey))) return;
    if (saveOwnKey(ownKey)) setStored(ownKey);
    else setStatus({ text: t.notStored, hasFailed: true });
  };

  return (
    <>
      <p className="mb-5 text-sm text-muted">{t.about}</p>
      {stored ? (
        <StoredKey
          ownKey={stored}
          isTesting={isTesting}
          onTest={() => void test(stored)}
          onRemove={() => {
            saveOwnKey(undefined);
            setStored(undefined);
            setStatus({ text: t.removed });
          }}
        />
      ) : (
        <KeyForm baseUrls={baseUrls} isTesting={isTesting} onSave={(ownKey) => void save(ownKey)} />
      )}
      <p role="status" className={`mt-3 text-sm empty:sr-only ${status?.hasFailed ? 'text-danger' : ''}`}>
        {status?.text}
      </p>
    </>
  );
}

type StoredKeyProps = { ownKey: OwnKey; isTesting: boolean; onTest(): void; onRemove(): void };

function StoredKey({ ownKey, isTesting, onTest, onRemove }: StoredKeyProps) {
  const { ownKey: t } = useShellTranslations();
  return (
    <>
      <p className="mb-3 text-[0.9375rem] break-words">
        {t.inUse(nameOf(ownKey.baseUrl), ownKey.key.slice(-4))}
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className={BUTTON} disabled={isTesting} onClick={onTest}>
          {t.test}
        </button>
        <button type="button" className={BUTTON} onClick={onRemove}>
          {t.remove}
        </button>
      </div>
    </>
  );
}

type KeyFormProps = { baseUrls: readonly string[]; isTesting: boolean; onSave(ownKey: OwnKey): void };

/** The key's field is no password field, and is marked for the password managers that look at others too: it is not a login. */
function KeyForm({ baseUrls, isTesting, onSave }: KeyFormProps) {
  const { ownKey: t } = useShellTranslations();
  const [baseUrl, setBaseUrl] = useState(baseUrls[0] ?? '');
  const [key, setKey] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isTesting) onSave({ baseUrl, key: key.trim() });
  };
  return (
    <form autoComplete="off" onSubmit={submit}>
      <SelectField
        label={t.provider}
        defaultValue={baseUrl}
        options={baseUrls.map((value) => ({ value, label: nameOf(value) }))}
        onChange={setBaseUrl}
      />
      <Field label={t.key} hint={t.keyHint}>
        {(attributes) => (
          <input
            {...attributes}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            data-1p-ignore
            data-bwignore
            data-lpignore="true"
            className={`${CONTROL} [-webkit-text-security:disc]`}
            value={key}
            onChange={({ target }) => setKey(target.value)}
          />
        )}
      </Field>
      <button type="submit" className={BUTTON} disabled={key.trim() === '' || isTesting}>
        {t.save}
      </button>
    </form>
  );
}

function nameOf(baseUrl: string): string {
  return baseUrl.replace('https://', '');
}
