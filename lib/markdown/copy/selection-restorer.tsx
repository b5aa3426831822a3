import { Component, type ReactNode } from 'react';

interface End {
  node: Node;
  offset: number;
  /** The words before an end inside a text, by which it is found again. */
  before: string;
}

interface Snapshot {
  anchor: End;
  focus: End;
}

/**
 * Keeps words marked while text is added behind them. React replaces the whole content of a text that grew, and a
 * browser moves the ends of a selection inside it to its start.
 */
export class SelectionRestorer extends Component<{ children: ReactNode }> {
  override getSnapshotBeforeUpdate(): Snapshot | null {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return null;
    const anchor = endAt(selection.anchorNode, selection.anchorOffset);
    const focus = endAt(selection.focusNode, selection.focusOffset);
    return anchor && focus && { anchor, focus };
  }

  override componentDidUpdate(_props: unknown, _state: unknown, snapshot: Snapshot | null): void {
    if (!snapshot) return;
    const { anchor, focus } = snapshot;
    const selection = getSelection();
    if (!selection || !isStill(anchor) || !isStill(focus)) return;
    const isKept = selection.anchorOffset === anchor.offset && selection.focusOffset === focus.offset;
    if (!isKept) selection.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  }

  override render(): ReactNode {
    return this.props.children;
  }
}

function endAt(node: Node | null, offset: number): End | null {
  return node && { node, offset, before: node instanceof Text ? node.data.slice(0, offset) : '' };
}

function isStill({ node, offset, before }: End): boolean {
  if (!node.isConnected) return false;
  return node instanceof Text ? node.data.startsWith(before) : offset <= node.childNodes.length;
}
