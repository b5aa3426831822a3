import { useState } from 'react';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { CONTROL, Field } from './field.tsx';

type NumberFieldProps = {
  label: string;
  hint: string;
  value: number | undefined;
  /** What counts while the field is empty. */
  usual: string;
  min: number;
  max: number;
  step: number;
  onChange(value: number | undefined): void;
};

/** A number within bounds. One outside them is said to be, and not kept. */
export function NumberField({ label, hint, value, usual, min, max, step, onChange }: NumberFieldProps) {
  const { settings } = useShellTranslations();
  const [wrong, setWrong] = useState(false);
  return (
    <Field label={label} hint={wrong ? settings.outOfBounds(min, max) : hint}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          inputMode={step < 1 ? 'decimal' : 'numeric'}
          min={min}
          max={max}
          step={step}
          defaultValue={value}
          placeholder={usual}
          aria-invalid={wrong}
          className={`${CONTROL} aria-invalid:border-danger`}
          onChange={({ target }) => {
            const number = target.valueAsNumber;
            const empty = target.value === '' && !target.validity.badInput;
            const fits = number >= min && number <= max && (step < 1 || Number.isInteger(number));
            setWrong(!empty && !fits);
            if (empty) onChange(undefined);
            else if (fits) onChange(number);
          }}
        />
      )}
    </Field>
  );
}
