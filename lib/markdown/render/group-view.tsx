import { memo, useSyncExternalStore } from 'react';
import type { BlockGroup } from '../store/block-group.ts';
import type { BlockStore } from '../store/block-store.ts';
import { BlockView } from './block-view.tsx';

/** A group of blocks, which the browser skips together while it is off-screen. */
export const GroupView = memo(function GroupView({ group, store }: { group: BlockGroup; store: BlockStore }) {
  useSyncExternalStore(group.subscribe, group.getVersion, group.getVersion);
  if (group.blocks.length === 0) return null;
  const isLast = store.groups.findLast(({ blocks }) => blocks.length > 0) === group;
  const last = isLast && !store.isComplete ? group.blocks.at(-1) : undefined;
  return (
    <div className="md-group" data-full={group.isFull || undefined}>
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
