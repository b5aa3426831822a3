import { memo, useLayoutEffect, useSyncExternalStore } from 'react';
import type { BlockGroup } from '../store/block-group.ts';
import type { BlockStore } from '../store/block-store.ts';
import { BlockView } from './block-view.tsx';

interface Props {
  group: BlockGroup;
  store: BlockStore;
  /**
   * The browser may skip it while it is off the screen. Where it becomes so in sight, the browser takes it out and puts
   * it back at once, at the price of its whole layout.
   */
  isSkippable: boolean;
}

/** A run of blocks. */
export const GroupView = memo(function GroupView({ group, store, isSkippable }: Props) {
  const version = useSyncExternalStore(group.subscribe, group.getVersion, group.getVersion);
  useLayoutEffect(() => {
    if (version > 0) store.noteRendered();
  }, [store, version]);
  if (group.blocks.length === 0) return null;
  const isLast = store.groups.findLast(({ blocks }) => blocks.length > 0) === group;
  const last = isLast && !store.isComplete ? group.blocks.at(-1) : undefined;
  return (
    <div className="md-group" data-skippable={isSkippable || undefined}>
      {group.blocks.map((block) => (
        <BlockView
          key={block.id}
          block={block}
          environment={store.environment}
          revision={block.text.includes('[') ? store.revision : 0}
          hasCaret={block === last}
        />
      ))}
    </div>
  );
});
