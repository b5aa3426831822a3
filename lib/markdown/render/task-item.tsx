import type { ReactNode } from 'react';
import { CARET } from './caret.tsx';
import { useSettings } from './markdown-context.ts';

interface Props {
  isChecked: boolean;
  hasCaret: boolean;
  children: ReactNode;
}

/** A list item with a read-only checkbox. */
export function TaskItem({ isChecked, hasCaret, children }: Props) {
  const { labels } = useSettings();
  return (
    <li className={hasCaret ? `md-task ${CARET}` : 'md-task'}>
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
