import { Command } from 'cmdk';
import type { ReactNode } from 'react';
import { closeOverlay } from '#lib/client/shell/shell-state.ts';

/** A group of items with a heading, hidden while the filter leaves none of them. */
export function PaletteSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={title}
      className="not-has-[[cmdk-item]]:hidden [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

type PaletteItemProps = {
  value: string;
  keywords: string[];
  hint?: string;
  onSelect(): void;
  children: ReactNode;
};

export function PaletteItem({ value, keywords, hint, onSelect, children }: PaletteItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={() => {
        closeOverlay();
        // After the dialog has closed: until then it traps the focus.
        setTimeout(onSelect);
      }}
      className="flex min-h-10 cursor-pointer items-center gap-4 rounded-lg px-3 text-[0.9375rem] data-[selected=true]:bg-line/50 touch:min-h-11"
    >
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {children}
      </span>
      {hint && <span className="max-w-[50%] truncate text-xs text-muted">{hint}</span>}
    </Command.Item>
  );
}
