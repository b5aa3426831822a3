import type { ReactNode } from 'react';
import { useSettings } from './context.ts';

/** A list item with a box that shows whether it is done. The box is the writer's: it cannot be ticked here. */
export function TaskItem({ isChecked, children }: { isChecked: boolean; children: ReactNode }) {
  const { labels } = useSettings();
  return (
    <li className="md-task">
      <input
        type="checkbox"
        disabled
        checked={isChecked}
        aria-label={isChecked ? labels.taskDone : labels.taskOpen}
      />{' '}
      {children}
    </li>
  );
}
