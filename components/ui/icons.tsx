import {
  ArrowUp as arrowUp,
  CornerDownLeft as cornerDownLeft,
  type IconNode,
  Menu as menu,
  PanelLeftClose as panelLeftClose,
  Paperclip as paperclip,
  Search as search,
  Square as square,
  SquarePen as squarePen,
} from 'lucide';
import { type ComponentType, createElement } from 'react';

/** A component that draws an icon: one of these, or one of lucide-react's. */
export type Icon = ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;

// The icons of the first view. lucide-react draws all others: its component adds 1.3 KB to a first load.

export const ArrowUp = createIcon(arrowUp);
export const CornerDownLeft = createIcon(cornerDownLeft);
export const Menu = createIcon(menu);
export const PanelLeftClose = createIcon(panelLeftClose);
export const Paperclip = createIcon(paperclip);
export const Search = createIcon(search);
export const Square = createIcon(square);
export const SquarePen = createIcon(squarePen);

function createIcon(shapes: IconNode): Icon {
  return ({ className }) => (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
      aria-hidden="true"
    >
      {shapes.map(([tag, attributes]) =>
        createElement(tag, { key: JSON.stringify(attributes), ...attributes }),
      )}
    </svg>
  );
}
