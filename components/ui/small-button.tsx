import type { ComponentProps } from 'react';
import type { Icon } from './icons.tsx';

type SmallButtonProps = Omit<ComponentProps<'button'>, 'children'> & { icon: Icon; label: string };

/** A 32 px icon button, 44 px on touch screens. The label is its accessible name and tooltip. */
export function SmallButton({ icon: Icon, label, className = '', ...rest }: SmallButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-8 shrink-0 place-items-center rounded-lg text-muted transition-colors duration-150 hover:bg-surface hover:text-ink disabled:opacity-40 aria-disabled:opacity-40 touch:size-11 ${className}`}
      {...rest}
    >
      <Icon className="size-4" aria-hidden />
    </button>
  );
}
