import type { Icon } from './icons.tsx';

type IconButtonProps = {
  icon: Icon;
  /** Accessible name and tooltip. */
  label: string;
  onClick(): void;
  shortcut?: string;
};

/** A 40 px icon button, 44 px on touch screens. */
export function IconButton({ icon: Icon, label, onClick, shortcut }: IconButtonProps) {
  return (
    <button
      type="button"
      onClick={onClick}
      aria-label={label}
      title={shortcut ? `${label} (${shortcut})` : label}
      className="grid size-10 place-items-center rounded-lg text-muted transition-colors duration-150 hover:bg-surface hover:text-ink touch:size-11"
    >
      <Icon className="size-4.5" aria-hidden />
    </button>
  );
}
