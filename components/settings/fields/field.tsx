import { type ReactNode, useId } from 'react';

type FieldProps = {
  label: string;
  hint?: string;
  /** Renders the control with these attributes. */
  children(attributes: { id: string; 'aria-describedby'?: string }): ReactNode;
};

/** Classes of the text fields, number fields and selects in the settings. */
export const CONTROL =
  'min-h-11 w-full rounded-lg border border-edge bg-page px-3 py-2 text-[0.9375rem] placeholder:text-muted focus:border-accent';

/** Classes of the buttons in the settings. */
export const BUTTON =
  'min-h-10 rounded-lg border border-line px-4 text-[0.9375rem] transition-colors duration-150 hover:bg-surface disabled:opacity-50 touch:min-h-11';

/** A label, a control and a hint. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div className="mb-5 flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}
