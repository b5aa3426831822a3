import type { LucideIcon } from 'lucide-react';

type IconButtonProps = {
  icon: LucideIcon;
  /** What it does, for those who do not see the picture, and as a hint for those who do. */
  label: string;
  onClick(): void;
  shortcut?: string;
};

/** A picture that does something. Large enough for a finger. */
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
