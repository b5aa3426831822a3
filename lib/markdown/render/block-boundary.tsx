import { Component, type ReactNode } from 'react';

interface Props {
  /** Shown as plain text if the block fails to render. */
  text: string;
  isSealed: boolean;
  children: ReactNode;
}

interface State {
  hasFailed: boolean;
  wasSealed: boolean;
}

/** Shows the text of a block that throws while it renders, so that the rest of the answer is not affected. */
export class BlockBoundary extends Component<Props, State> {
  override state: State = { hasFailed: false, wasSealed: this.props.isSealed };

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true };
  }

  /** Renders a block that failed while it was open once more when it is sealed, not in every frame. */
  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.isSealed === state.wasSealed ? null : { hasFailed: false, wasSealed: props.isSealed };
  }

  override render(): ReactNode {
    if (this.state.hasFailed) return <pre className="md-plain">{this.props.text}</pre>;
    return this.props.children;
  }
}
