import { CONTROL, Field } from './field.tsx';

type SelectFieldProps = {
  label: string;
  hint?: string;
  defaultValue: string;
  options: readonly { value: string; label: string }[];
  onChange(value: string): void;
};

export function SelectField({ label, hint, defaultValue, options, onChange }: SelectFieldProps) {
  return (
    <Field label={label} {...(hint ? { hint } : {})}>
      {(attributes) => (
        <select
          {...attributes}
          className={CONTROL}
          defaultValue={defaultValue}
          onChange={({ target }) => onChange(target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
