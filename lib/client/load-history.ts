import 'client-only';

let loading: Promise<typeof import('./chat-history.ts')> | undefined;

/** The chat history, with the database behind it, which a first look at the page does not need. */
export function loadHistory(): Promise<typeof import('./chat-history.ts')> {
  loading ??= import('./chat-history.ts');
  return loading;
}
