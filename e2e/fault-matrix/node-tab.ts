import { AsyncLocalStorage } from 'node:async_hooks';

const tabs = new AsyncLocalStorage<NodeTab>();

/** A tab of a `NodeBrowser`, with a session storage of its own. Its code runs in `run`. */
export class NodeTab {
  /** Sent with its requests, so that a proxy can tell it from other tabs. */
  readonly name: string;
  /** Its session storage. */
  readonly storage: Map<string, string>;

  constructor(name: string, storage: Map<string, string>) {
    this.name = name;
    this.storage = storage;
  }

  /** The tab that the caller runs in. */
  static get current(): NodeTab | undefined {
    return tabs.getStore();
  }

  run<Result>(work: () => Result): Result {
    return tabs.run(this, work);
  }
}

/** The global of the same name, for the current tab. */
export const sessionStorage = {
  getItem: (key: string) => NodeTab.current?.storage.get(key) ?? null,
  setItem: (key: string, value: string) => void NodeTab.current?.storage.set(key, value),
  removeItem: (key: string) => void NodeTab.current?.storage.delete(key),
};
