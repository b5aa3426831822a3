import { Component, type ReactNode } from 'react';

interface Props {
  /** Shown as it is where the block cannot be rendered. */
  text: string;
  isSealed: boolean;
  children: ReactNode;
}

interface State {
  hasFailed: boolean;
  wasSealed: boolean;
}

/** Keeps a block that cannot be rendered from taking the whole answer with it: its text is shown instead. */
export class BlockBoundary extends Component<Props, State> {
  override state: State = { hasFailed: false, wasSealed: this.props.isSealed };

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true };
  }

  /** A block that failed half-written is tried once more when it is whole, not every frame. */
  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.isSealed === state.wasSealed ? null : { hasFailed: false, wasSealed: props.isSealed };
  }

  override render(): ReactNode {
    if (this.state.hasFailed) return <pre className="md-plain">{this.props.text}</pre>;
    return this.props.children;
  }
}
