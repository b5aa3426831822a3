/** A version number that listeners can follow, shaped for React's `useSyncExternalStore`. */
export class Emitter {
  private version = 0;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly getVersion = (): number => this.version;

  emit(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}
