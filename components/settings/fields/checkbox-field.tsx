import type { ReactNode } from 'react';

type CheckboxFieldProps = {
  checked: boolean;
  label: ReactNode;
  hint?: string | undefined;
  disabled?: boolean;
  onChange(checked: boolean): void;
};

/** A checkbox whose whole row is clickable. */
export function CheckboxField({ checked, label, hint, disabled, onChange }: CheckboxFieldProps) {
  return (
    <label className="flex min-h-11 cursor-pointer items-start gap-3 rounded-lg px-2 py-2 transition-colors duration-150 hover:bg-surface has-disabled:cursor-default has-disabled:opacity-50">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
        className="mt-1 size-5 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="block text-[0.9375rem]">{label}</span>
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </span>
    </label>
  );
}
