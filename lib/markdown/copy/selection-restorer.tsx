import { Component, type ReactNode } from 'react';

interface Endpoint {
  node: Node;
  offset: number;
  /** The text before an endpoint in a text node, to check that the node still begins with it. */
  before: string;
}

interface Snapshot {
  anchor: Endpoint;
  focus: Endpoint;
}

/**
 * Restores the selection when text is added after it. React replaces the whole content of a text node that grew, and browsers
 * then move the endpoints of a selection inside the node to its start.
 */
export class SelectionRestorer extends Component<{ children: ReactNode }> {
  override getSnapshotBeforeUpdate(): Snapshot | null {
    const selection = getSelection();
    if (!selection) return null;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    if (anchorNode === focusNode && anchorOffset === focusOffset) return null; // `isCollapsed` would lay out the page
    const anchor = endpointAt(anchorNode, anchorOffset);
    const focus = endpointAt(focusNode, focusOffset);
    return anchor && focus && { anchor, focus };
  }

  override componentDidUpdate(_props: unknown, _state: unknown, snapshot: Snapshot | null): void {
    if (!snapshot) return;
    const { anchor, focus } = snapshot;
    const selection = getSelection();
    if (!selection || !isValid(anchor) || !isValid(focus)) return;
    const isUnchanged = selection.anchorOffset === anchor.offset && selection.focusOffset === focus.offset;
    if (!isUnchanged) selection.setBaseAndExtent(anchor.node, anchor.offset, focus.node, focus.offset);
  }

  override render(): ReactNode {
    return this.props.children;
  }
}

function endpointAt(node: Node | null, offset: number): Endpoint | null {
  return node && { node, offset, before: node instanceof Text ? node.data.slice(0, offset) : '' };
}

function isValid({ node, offset, before }: Endpoint): boolean {
  if (!node.isConnected) return false;
  return node instanceof Text ? node.data.startsWith(before) : offset <= node.childNodes.length;
}
