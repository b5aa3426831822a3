import { useState } from 'react';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { CONTROL, Field } from './field.tsx';

type NumberFieldProps = {
  label: string;
  hint: string;
  value: number | undefined;
  /** Shows what applies while the field is empty. */
  placeholder: string;
  min: number;
  max: number;
  step: number;
  onChange(value: number | undefined): void;
};

/** A number within bounds. An invalid value is marked and not passed to `onChange`. */
export function NumberField(props: NumberFieldProps) {
  const { label, hint, value, placeholder, min, max, step, onChange } = props;
  const { settings } = useShellTranslations();
  const [invalid, setInvalid] = useState(false);
  return (
    <Field label={label} hint={invalid ? settings.outOfBounds(min, max) : hint}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          inputMode={step < 1 ? 'decimal' : 'numeric'}
          min={min}
          max={max}
          step={step}
          defaultValue={value}
          placeholder={placeholder}
          aria-invalid={invalid}
          className={`${CONTROL} aria-invalid:border-danger`}
          onChange={({ target }) => {
            const number = target.valueAsNumber;
            const isEmpty = target.value === '' && !target.validity.badInput;
            const isValid = number >= min && number <= max && (step < 1 || Number.isInteger(number));
            setInvalid(!isEmpty && !isValid);
            if (isEmpty) onChange(undefined);
            else if (isValid) onChange(number);
          }}
        />
      )}
    </Field>
  );
}
