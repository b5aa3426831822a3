/** A version number with listeners, in the shape that React's `useSyncExternalStore` takes. */
export class Emitter {
  #version = 0;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly getVersion = (): number => this.#version;

  emit(): void {
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
